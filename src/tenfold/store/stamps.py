"""Whether a file is still as it was, by what its folder says of it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

__all__ = ["Stamp", "file_stamp", "files_stamp", "folder_stamp"]

Stamp = tuple[int, ...]


def file_stamp(path: Path) -> Stamp:
    """Another one once the file was written or replaced; empty where there is none."""
    try:
        about = path.stat()
    except (OSError, ValueError):  # ValueError: a null character in the name
        return ()
    return about.st_mtime_ns, about.st_size, about.st_ino


def files_stamp(files: Iterable[Path]) -> tuple[Stamp, ...]:
    """The same of several."""
    return tuple(file_stamp(path) for path in files)


def folder_stamp(folder: Path) -> tuple[tuple[str, Stamp], ...]:
    """Of all that lies in a folder itself, by name; without hidden folders, which change with every commit."""
    with os.scandir(folder) as found:
        names = sorted(e.name for e in found if not (e.name.startswith(".") and e.is_dir()))
    return tuple((name, file_stamp(folder / name)) for name in names)
