"""What stands in the file of a declaration, before anybody asks whether it can be declared."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from tenfold.store.stamps import FolderStamp, Stamp, file_stamp, folder_stamp

__all__ = ["written_in", "written_in_all"]


def written_in(declaration: Path) -> Mapping[str, Any] | None:
    """Its tables, not to be changed; None where it cannot be read. Read again once the file has changed."""
    return _read(declaration, file_stamp(declaration))


def written_in_all(studies: Path) -> Mapping[str, Mapping[str, Any] | None]:
    """The same of all declarations of a folder by name, in the order of files; looked at together."""
    return _read_all(studies, folder_stamp(studies)) if studies.is_dir() else {}


@lru_cache(maxsize=16)
def _read_all(studies: Path, _stamp: FolderStamp) -> Mapping[str, Mapping[str, Any] | None]:
    return {path.stem: written_in(path) for path in sorted(studies.glob("*.toml"))}


@lru_cache(maxsize=4096)
def _read(declaration: Path, _stamp: Stamp) -> Mapping[str, Any] | None:
    try:
        return tomllib.loads(declaration.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):  # TOML and UTF-8 both raise a ValueError
        return None
