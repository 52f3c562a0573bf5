"""Where artifacts are: a folder, or a place behind a URL."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias
from urllib.parse import unquote, urlparse

from tenfold.store.artifacts import Artifacts
from tenfold.store.remote_artifacts import RemoteArtifacts, RemotePlace

__all__ = ["Place", "open_artifacts", "read_place"]

Place: TypeAlias = Path | RemotePlace


def open_artifacts(place: Place) -> Artifacts:
    """The artifacts at a place; nothing is read yet."""
    return Artifacts(place) if isinstance(place, Path) else RemoteArtifacts(place)


def read_place(said: str, *, root: Path, cache: Path) -> Place:
    """What `[store] artifacts` means: a folder (relative to `root`), or a URL with copies in `cache`.

    >>> read_place("s3://lab/tenfold", root=Path("/w"), cache=Path("/w/c"))
    RemotePlace(url='s3://lab/tenfold', cache=PosixPath('/w/c'))
    >>> read_place("file:///shared/folder", root=Path("/w"), cache=Path("/w/c"))
    PosixPath('/shared/folder')
    """
    if "://" not in said:
        return root / said
    parts = urlparse(said)
    if parts.scheme in ("file", "local"):  # a folder is written durably, which fsspec does not do
        return Path(unquote(parts.path))
    return RemotePlace(said, cache)
