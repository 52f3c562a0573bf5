"""What an importer is: it reads a file record by record, and one bad record never stops the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from tenfold.papers.held import Held
from tenfold.papers.record import Paper

__all__ = ["Importer", "Read", "Refused"]


@dataclass(frozen=True, slots=True)
class Read:
    """A record that was understood; `where` is its place, such as ``refs.bib:12``.

    `remarks` say what was not taken over as it stood. `held` is there where the file is a library's export.
    `files` are the paths that another program gives for it, which may be anything; `collections` the names of
    those that it is in there.
    `upto` counts the bytes of the file up to its end, where the importer knows; 0: it does not.
    """

    paper: Paper
    where: str
    remarks: tuple[str, ...] = ()
    held: Held | None = None
    files: tuple[Path, ...] = ()
    collections: tuple[str, ...] = ()
    upto: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that was not: its place, what was found against what is needed, and its beginning."""

    where: str
    reason: str
    excerpt: str = ""

    def to_json(self) -> dict[str, str]:
        """As commands print it."""
        return {"where": self.where, "reason": self.reason, "excerpt": self.excerpt}


class Importer(Protocol):
    """One format. Raises InputError only where nothing of a file can be read."""

    name: str
    endings: tuple[str, ...]

    def recognises(self, path: Path, head: bytes) -> bool:
        """Whether a file looks like this format, by its first bytes (64 KB at most)."""
        ...

    def read(self, path: Path) -> Iterator[Read | Refused]:
        """Every record in the order of the file, in bounded memory where the format allows it.

        A paper keeps the citation key that the file gives it, if any.
        """
        ...
