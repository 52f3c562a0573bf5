"""The records of files and folders, one file after another; one that breaks off never stops the rest."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tenfold.errors import InputError
from tenfold.papers.importers.folder import FOLDER
from tenfold.papers.importers.importer import Importer, Read, Refused
from tenfold.papers.importers.registry import importer_for
from tenfold.store.digests import digest_file, digest_json

__all__ = ["BytesTold", "PaperFiles"]

BytesTold = Callable[[int, int], None]
"""Told how many bytes are read, and how many there are."""


@dataclass(frozen=True, slots=True)
class PaperFiles:
    """Files with the importer of each; `left_out` are those of folders that no importer reads."""

    files: tuple[tuple[Path, Importer], ...]
    left_out: tuple[str, ...] = ()

    @classmethod
    def recognised(cls, paths: Sequence[Path]) -> PaperFiles:
        """Find every file's importer; a folder that has none itself stands for the files in it.

        Raises InputError for the first path that has none, or that has none in it: nothing is read.
        """
        files: list[tuple[Path, Importer]] = []
        left_out: list[str] = []
        for path in paths:
            try:
                files.append((path, importer_for(path)))
            except InputError:
                if not path.is_dir():
                    raise
                found, others = _within(path)
                if not found:
                    raise
                files += found
                left_out += others
        return cls(tuple(files), tuple(left_out))

    def records(self, told: BytesTold | None = None) -> Iterator[Read | Refused]:
        """Every record; a file of which nothing can be read is one refused record.

        `told` hears how many bytes of all files are read: after each record where the importer knows, else
        after each file.
        """
        sizes = [_size(path) for path, _ in self.files] if told else [0] * len(self.files)
        told = told or (lambda _done, _whole: None)
        before, whole = 0, sum(sizes)
        for (path, importer), size in zip(self.files, sizes, strict=True):
            try:
                for record in importer.read(path):
                    if isinstance(record, Read) and record.upto:
                        told(min(before + record.upto, whole), whole)
                    yield record
            except InputError as error:
                yield Refused(error.where or path.name, error.message)
            before += size
            told(before, whole)
        for name in self.left_out:
            yield Refused(name, "none of the formats that tenfold reads papers from.")

    def exported(self) -> list[Path]:
        """The folders that a library was exported to."""
        return [path for path, importer in self.files if importer is FOLDER]

    def sources(self) -> list[dict[str, Any]]:
        """What is read, for the log of imports: names and digests."""
        return [
            {"file": path.name, "format": importer.name, "digest": _digest(path)}
            for path, importer in self.files
        ]


def _within(folder: Path) -> tuple[list[tuple[Path, Importer]], list[str]]:
    """The files within a folder that an importer reads, by name, and the names of those that none does.

    Hidden ones are left alone, and links to folders are not followed: they may lead in a circle.
    """
    found: list[tuple[Path, Importer]] = []
    others: list[str] = []
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            if name.startswith(".") or not path.is_file():
                continue
            try:
                found.append((path, importer_for(path)))
            except InputError:
                name = f"{folder.name}/{path.relative_to(folder)}"
                others.append(name.encode("utf-8", "backslashreplace").decode())
    return found, others


def _size(path: Path) -> int:
    """Of a file, in bytes; of a folder, of all files in it."""
    if not path.is_dir():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def _digest(path: Path) -> str:
    """Of a file's bytes; of a folder's names, sizes and times."""
    if not path.is_dir():
        return digest_file(path)
    listing = []
    for file in sorted(p for p in path.rglob("*") if p.is_file()):
        about = file.stat()
        name = str(file.relative_to(path)).encode("utf-8", "backslashreplace").decode()
        listing.append([name, about.st_size, about.st_mtime_ns])
    return digest_json(listing)
