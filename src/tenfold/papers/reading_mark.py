"""A person's own mark on a paper: how far they have read it, its tags, whom they owe it to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, get_args

__all__ = [
    "READING_STATES",
    "UNITS",
    "Progress",
    "ReadingMark",
    "ReadingState",
    "Unit",
]

ReadingState = Literal["inbox", "to read", "skimmed", "read in depth"]
READING_STATES: tuple[ReadingState, ...] = get_args(ReadingState)
"""From the least to the most."""
Unit = Literal["pages", "chapters", "lessons", "minutes"]
UNITS: tuple[Unit, ...] = get_args(Unit)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one is in a book, a course or a video: `done` of `total` in a unit."""

    done: int
    total: int
    unit: str = "pages"

    @property
    def is_whole(self) -> bool:
        """Whether one is through."""
        return self.done == self.total

    def __str__(self) -> str:
        return f"{self.done} of {self.total} {self.unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingMark:
    """How a person stands to a paper.

    since
        The day on which each state was last reached, by state.
    giver, handed_on, due
        Who handed it over, on which day, and by when it is to be read.
    saved
        Kept at hand, whatever its state.
    """

    subject: str
    state: ReadingState = "inbox"
    since: Mapping[str, date] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    giver: str = ""
    handed_on: date | None = None
    due: date | None = None
    progress: Progress | None = None
    saved: bool = False

    @property
    def is_owed(self) -> bool:
        """Whether somebody waits for it: handed over, or due, and neither skimmed nor read since then."""
        if not self.giver and self.due is None:
            return False
        days = [self.since[s] for s in ("skimmed", "read in depth") if s in self.since]
        read_on = max(days, default=None)
        return read_on is None or (self.handed_on is not None and read_on < self.handed_on)

    def is_late(self, today: date) -> bool:
        """Whether it is owed and its day is over."""
        return self.is_owed and self.due is not None and self.due < today

    def to_content(self) -> dict[str, Any]:
        """As the ledger keeps it, without the subject, which the ledger says itself."""
        progress = self.progress
        return {
            "state": self.state,
            "since": {state: day.isoformat() for state, day in self.since.items()},
            "tags": list(self.tags),
            "giver": self.giver,
            "handed_on": self.handed_on.isoformat() if self.handed_on else None,
            "due": self.due.isoformat() if self.due else None,
            "progress": [progress.done, progress.total, progress.unit] if progress else None,
            "saved": self.saved,
        }

    @classmethod
    def from_content(cls, content: Mapping[str, Any], *, subject: str) -> ReadingMark:
        """The inverse of `to_content`."""
        progress = content["progress"]
        return cls(
            subject=subject,
            state=content["state"],
            since={state: date.fromisoformat(day) for state, day in content["since"].items()},
            tags=tuple(content["tags"]),
            giver=content["giver"],
            handed_on=_day(content["handed_on"]),
            due=_day(content["due"]),
            progress=Progress(*progress) if progress else None,
            saved=content["saved"],
        )

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {"subject": self.subject, **self.to_content(), "is_owed": self.is_owed}


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None
