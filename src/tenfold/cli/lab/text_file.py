"""Text files that a command is given or asked for."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tenfold.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["read_text_file", "require_free", "write_text_file"]

_MOST_BYTES = 1 << 20


def read_text_file(path: Path) -> str:
    """The text of a file, at most 1 MB of UTF-8. Raises InputError for anything else."""
    try:
        with path.open("rb") as stream:
            content = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror or error}.",
            where=str(path),
            remedy="Is it the right path?",
        ) from error
    if len(content) > _MOST_BYTES:
        raise InputError(
            "is larger than 1 MB, which no report is.",
            where=str(path),
            remedy="Is it the right file?",
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"is not UTF-8 (byte {error.start}).", where=str(path), remedy="Save it as UTF-8."
        ) from error


def require_free(path: Path, *, force: bool) -> None:
    """Raise InputError where a folder stands at `path`, or without `force` a file: before long work begins."""
    if path.is_dir():
        raise InputError("is a folder.", where=str(path), remedy="Name a file in it.")
    if path.exists() and not force:
        raise InputError("is there already.", where=str(path), remedy="Write over it with --force.")


def write_text_file(text: str, path: Path | None, *, force: bool = False) -> None:
    """Write a text to a file, or to standard output where none is named. A file that is there is kept."""
    from tenfold.store.files import write_durably

    if path is None:
        sys.stdout.write(text)
        return
    require_free(path, force=force)
    write_durably(path, text.encode())
    print(f"Written: {path}")
