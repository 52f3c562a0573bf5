"""Whether a file is still as it was, by what its folder says of it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path

__all__ = ["FolderStamp", "FolderWatch", "Stamp", "file_stamp", "files_stamp", "folder_stamp"]

_MOMENT_S = 0.1

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


class FolderWatch:
    """The stamp of one folder for those who ask for it with every page.

    A file that comes, goes or is replaced changes its folder and is seen at once, for that costs one look. What
    is written into a file in place, as some editors do, is seen a tenth of a second later at most.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: tuple[Stamp, float, FolderStamp] | None = None

    def stamp(self) -> FolderStamp:
        """As `folder_stamp`. Several threads may ask at once. Raises OSError where there is no such folder."""
        now, about = time.monotonic(), _stamp_of(self._folder.stat())
        seen = self._seen
        if seen is None or seen[0] != about or now > seen[1] + _MOMENT_S:
            seen = self._seen = about, now, folder_stamp(self._folder)
        return seen[2]


def _entry_stamp(entry: os.DirEntry[str]) -> Stamp:
    try:
        return _stamp_of(entry.stat())
    except OSError:  # a link to nothing, or gone by now
        return ()


def _stamp_of(about: os.stat_result) -> Stamp:
    return about.st_mtime_ns, about.st_size, about.st_ino
