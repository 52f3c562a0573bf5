"""One reference as a paper prints it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tenfold.papers.record import Name, Paper, Reference

__all__ = ["PrintedReference"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedReference:
    """What could be read from one entry of a printed list; what could not is empty or None.

    label
        As it is printed: ``12``, ``ABC20``; empty where the list has none.
    raw
        The whole entry without its label, on one line, words broken at the end of a line put together.
    page
        The page that it begins on, from 1.
    is_cut_off
        More authors were meant than are printed (et al.).
    sure
        From 0 to 1, how much speaks for the reading: that authors, a year and a title of usual length
        stand where such lists have them. No probability.
    """

    raw: str
    label: str = ""
    page: int = 1
    authors: tuple[Name, ...] = ()
    is_cut_off: bool = False
    title: str = ""
    year: int | None = None
    venue: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    sure: float = 0.0

    def as_paper(self) -> Paper:
        """As a record, to be compared with those of the library."""
        return Paper(
            title=self.title, authors=self.authors, year=self.year, venue=self.venue, ids=self.ids
        )

    def as_stub(self) -> Reference:
        """As the citing paper keeps it where the library does not have the work."""
        return Reference(title=self.title, year=self.year, ids=self.ids, raw=self.raw)

    def to_json(self) -> dict[str, Any]:
        """Plain types."""
        return {
            "label": self.label,
            "page": self.page,
            "raw": self.raw,
            "authors": [{"family": n.family, "given": n.given} for n in self.authors],
            "is_cut_off": self.is_cut_off,
            "title": self.title,
            "year": self.year,
            "venue": self.venue,
            "ids": dict(self.ids),
            "url": self.url,
            "sure": round(self.sure, 2),
        }
