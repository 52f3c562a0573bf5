"""Where something is to be written that a person may have filled already."""

from __future__ import annotations

from pathlib import Path

from tenfold.errors import InputError

__all__ = ["refuse_existing"]


def refuse_existing(path: Path, *, replace: bool) -> None:
    """Raise InputError (TF-DATA-082) where a file stands, unless it may be replaced."""
    if path.is_dir() or (path.exists() and not replace):
        raise InputError(
            "is a folder." if path.is_dir() else "stands there already; nothing was written.",
            code="TF-DATA-082",
            where=str(path),
            remedy="Choose another name."
            if path.is_dir()
            else "Choose another name, or say --replace.",
        )
