"""A file that somebody names for reading, opened; what cannot be opened is said in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from tenfold.errors import InputError

__all__ = ["opened"]


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file for reading bytes. Raises InputError (TF-PAPER-FILE)."""
    try:
        file = path.open("rb")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        said = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"cannot be read ({said}).",
            code="TF-PAPER-FILE",
            where=str(path),
            remedy="Nothing was imported. Name a file that exists and that you may read.",
        ) from None
    with file:
        yield file
