"""What a person marks a paper with: how far it is read, tags, flags, progress, and that it is owed to somebody.

Marks are only added; how a paper stands with a person follows from them, the newest counting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Protocol, get_args

from tenfold.errors import InputError, nearest

__all__ = ["Mark", "MarkStore", "Marked", "MemoryMarks", "Owed", "ReadingState", "marked", "owed"]

ReadingState = Literal["inbox", "to read", "skimmed", "read in depth", "dropped"]
MarkKind = Literal["state", "tag", "flag", "progress", "owed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One mark of one person on one paper (by its number, which outlives its key).

    value
        The state; the tag or flag; the progress in percent (of a book, a course, a video); who handed the
        paper over. Empty: the mark of this kind is taken away; of a tag or flag, see `is_off`.
    due
        Of what is owed: the day, if one was said.
    """

    paper: int
    person: str
    kind: MarkKind
    value: str
    day: date
    due: date | None = None
    is_off: bool = False

    def __post_init__(self) -> None:
        if self.kind == "state" and self.value not in get_args(ReadingState):
            raise InputError(
                f"no reading state {self.value!r}.",
                code="TF-PAPER",
                remedy=nearest(self.value, get_args(ReadingState)),
            )
        if self.kind == "progress" and not (self.value.isascii() and self.value.isdecimal()):
            raise InputError(f"progress is in percent. Got {self.value!r}.", code="TF-PAPER")
        if self.kind in ("tag", "flag") and not self.value.strip():
            raise InputError(f"a {self.kind} needs a name.", code="TF-PAPER")

    def to_content(self) -> dict[str, Any]:
        """Plain types, for a ledger of entries."""
        said = {"paper": self.paper, "kind": self.kind, "value": self.value}
        dates = {"day": self.day.isoformat(), "due": self.due.isoformat() if self.due else None}
        return {**said, **dates, "is_off": self.is_off}

    @classmethod
    def from_content(cls, person: str, content: Mapping[str, Any]) -> Mark:
        """The inverse of `to_content`."""
        due = content.get("due")
        return cls(
            paper=content["paper"],
            person=person,
            kind=content["kind"],
            value=content["value"],
            day=date.fromisoformat(content["day"]),
            due=date.fromisoformat(due) if due else None,
            is_off=bool(content.get("is_off")),
        )


@dataclass(frozen=True, slots=True)
class Owed:
    """A paper that somebody handed over, to be read until a day."""

    paper: int
    giver: str
    since: date
    due: date | None


@dataclass(frozen=True, slots=True)
class Marked:
    """How a paper stands with one person. `days` has the last day on which each state was reached."""

    state: str = "inbox"
    days: Mapping[str, date] = field(default_factory=dict)
    tags: Sequence[str] = ()
    flags: Sequence[str] = ()
    progress: int | None = None
    owed: Owed | None = None


class MarkStore(Protocol):
    """Where marks are kept, in their order."""

    def add(self, marks: Sequence[Mark]) -> None:
        """Add marks, all or none."""
        ...

    def marks(self, person: str) -> Sequence[Mark]:
        """Every mark of a person, the oldest first."""
        ...


class MemoryMarks:
    """Marks in memory, for tests."""

    def __init__(self) -> None:
        self._marks: list[Mark] = []

    def add(self, marks: Sequence[Mark]) -> None:
        """Add marks."""
        self._marks += marks

    def marks(self, person: str) -> Sequence[Mark]:
        """Every mark of a person, the oldest first."""
        return [mark for mark in self._marks if mark.person == person]


def marked(marks: Iterable[Mark]) -> dict[int, Marked]:
    """How papers stand with the one person whose `marks` these are, by number, the oldest mark first."""
    by_paper: dict[int, list[Mark]] = {}
    for mark in marks:
        by_paper.setdefault(mark.paper, []).append(mark)
    return {paper: _standing(own) for paper, own in by_paper.items()}


def _standing(marks: Sequence[Mark]) -> Marked:
    last = {mark.kind: mark for mark in marks}
    states = [mark for mark in marks if mark.kind == "state"]
    progress = last.get("progress")
    handed = last.get("owed")
    owes = handed is not None and handed.value and not handed.is_off
    return Marked(
        state=states[-1].value if states else "inbox",
        days={mark.value: mark.day for mark in states},
        tags=_names(marks, "tag"),
        flags=_names(marks, "flag"),
        progress=min(int(progress.value), 100) if progress else None,
        owed=Owed(handed.paper, handed.value, handed.day, handed.due) if handed and owes else None,
    )


def _names(marks: Iterable[Mark], kind: MarkKind) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for mark in marks:
        if mark.kind == kind and mark.is_off:
            names.pop(mark.value, None)
        elif mark.kind == kind:
            names[mark.value] = None
    return tuple(names)


def owed(standing: Mapping[int, Marked]) -> list[Owed]:
    """What is owed, the nearest day first, then what has none. What was read since is owed no longer."""
    left = [m.owed for m in standing.values() if m.owed is not None and not _is_done(m, m.owed)]
    return sorted(left, key=lambda o: (o.due is None, o.due or o.since, o.since, o.paper))


def _is_done(marked: Marked, owed: Owed) -> bool:
    done = [marked.days[s] for s in ("skimmed", "read in depth", "dropped") if s in marked.days]
    return any(day >= owed.since for day in done)
