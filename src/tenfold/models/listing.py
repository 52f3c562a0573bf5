"""Which encoders are on this machine: embedded, in the workspace, in the hub's cache."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tenfold.errors import InputError
from tenfold.models.embedded import EMBEDDED_NAME
from tenfold.models.encoder import EncoderFiles, find_encoder
from tenfold.models.hub import list_cached

__all__ = ["ListedEncoder", "list_encoders"]


@dataclass(frozen=True, slots=True)
class ListedEncoder:
    """What a declaration writes under `[model] use`, and the encoder, or why it cannot be used."""

    use: str
    encoder: EncoderFiles | None
    problem: str | None = None


def list_encoders(root: Path | None) -> list[ListedEncoder]:
    """All of them, the embedded one first; `root` is the workspace's folder, if there is one."""
    return [_look(use, root or Path.cwd()) for use in _names(root)]


def _names(root: Path | None) -> Iterator[str]:
    yield EMBEDDED_NAME
    models = root / "models" if root else None
    if models is not None and models.is_dir():
        yield from sorted(f"models/{path.name}" for path in models.iterdir() if path.is_dir())
    yield from (str(reference) for reference in list_cached())


def _look(use: str, root: Path) -> ListedEncoder:
    try:
        return ListedEncoder(use, find_encoder(use, root=root))
    except InputError as error:
        return ListedEncoder(use, None, error.message)
