"""Whether a file is still as it was, by what its folder says of it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

__all__ = ["FolderStamp", "Stamp", "file_stamp", "files_stamp", "folder_stamp"]

Stamp = tuple[int, ...]
FolderStamp = tuple[tuple[str, Stamp], ...]


def file_stamp(path: Path) -> Stamp:
    """Another one once the file was written or replaced; empty where there is none."""
    try:
        return _stamp_of(path.stat())
    except (OSError, ValueError):  # ValueError: a null character in the name
        return ()


def files_stamp(files: Iterable[Path]) -> tuple[Stamp, ...]:
    """The same of several."""
    return tuple(file_stamp(path) for path in files)


def folder_stamp(folder: Path) -> FolderStamp:
    """Of all that lies in a folder itself, by name; without hidden folders, which change with every commit."""
    with os.scandir(folder) as found:
        return tuple(
            sorted(
                (entry.name, _entry_stamp(entry))
                for entry in found
                if not (entry.name.startswith(".") and entry.is_dir())
            )
        )


def _entry_stamp(entry: os.DirEntry[str]) -> Stamp:
    try:
        return _stamp_of(entry.stat())
    except OSError:  # a link to nothing, or gone by now
        return ()


def _stamp_of(about: os.stat_result) -> Stamp:
    return about.st_mtime_ns, about.st_size, about.st_ino
