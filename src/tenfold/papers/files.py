"""The records of files and folders, one file after another; one that breaks off never stops the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tenfold.errors import InputError
from tenfold.papers.importers.folder import FOLDER
from tenfold.papers.importers.importer import Importer, Read, Refused
from tenfold.papers.importers.registry import importer_for
from tenfold.store.digests import digest_file, digest_json

__all__ = ["PaperFiles"]


@dataclass(frozen=True, slots=True)
class PaperFiles:
    """Files with the importer of each."""

    files: tuple[tuple[Path, Importer], ...]

    @classmethod
    def recognised(cls, paths: Sequence[Path]) -> PaperFiles:
        """Find every file's importer. Raises InputError for the first that has none: nothing is read."""
        return cls(tuple((path, importer_for(path)) for path in paths))

    def records(self) -> Iterator[Read | Refused]:
        """Every record; a file of which nothing can be read is one refused record."""
        for path, importer in self.files:
            try:
                yield from importer.read(path)
            except InputError as error:
                yield Refused(error.where or path.name, error.message)

    def exported(self) -> list[Path]:
        """The folders that a library was exported to."""
        return [path for path, importer in self.files if importer is FOLDER]

    def sources(self) -> list[dict[str, Any]]:
        """What is read, for the log of imports: names and digests."""
        return [
            {"file": path.name, "format": importer.name, "digest": _digest(path)}
            for path, importer in self.files
        ]


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
