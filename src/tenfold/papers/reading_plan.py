"""What to read in a week: one paper in depth and a few abstracts, each with its reasons."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tenfold.errors import InputError
from tenfold.papers.library import Library
from tenfold.papers.reading_reasons import Reason
from tenfold.papers.reading_worth import Standing, Weighable, Worth, worth_of
from tenfold.papers.record import Paper
from tenfold.papers.snoozes import Snoozes

if TYPE_CHECKING:
    from tenfold.papers.holdings import Brief
    from tenfold.store.workspace import Workspace

__all__ = ["LibraryReading", "PlanSize", "ReadingPlan", "Suggestion", "plan_reading"]

_NOT_PAPERS = frozenset(
    {
        "book",
        "course",
        "dataset",
        "motion_picture",
        "post",
        "post-weblog",
        "software",
        "song",
        "webpage",
    }
)
_NOT_BEGUN = Standing()
_UNREAD = ("inbox", "to read")
_LOOKED_AT = 200  # the best of each kind, from which versions of one work are left out


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSize:
    """How much a week holds. Raises InputError for other than three to five abstracts."""

    in_depth: int = 1
    abstracts: int = 5

    def __post_init__(self) -> None:
        if not 0 <= self.in_depth <= 5:
            raise InputError(f"none to 5 in depth. Got {self.in_depth}.", code="TF-PAPER")
        if not 3 <= self.abstracts <= 5:
            raise InputError(f"3 to 5 abstracts a week. Got {self.abstracts}.", code="TF-PAPER")


def points_of(reasons: Iterable[Reason]) -> float:
    """The sum of the reasons; higher is better."""
    return round(sum(reason.points for reason in reasons), 2)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A paper to read, and why."""

    number: int
    paper: Paper
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> float:
        """The sum of the reasons; higher is better."""
        return points_of(self.reasons)

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {
            "key": self.paper.key,
            "title": self.paper.title,
            "year": self.paper.year,
            "venue": self.paper.venue,
            "points": self.points,
            "reasons": [{"text": r.text, "points": r.points} for r in self.reasons],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingPlan:
    """The plan of the week that begins on the Monday `week`: what is left of it to do.

    n_in_depth_read, n_skimmed
        What was read and skimmed in the week already, which the suggestions are fewer by.
    n_waiting, n_put_off
        Papers that could be proposed, and those that are put off or dropped.
    """

    week: date
    size: PlanSize
    in_depth: tuple[Suggestion, ...]
    abstracts: tuple[Suggestion, ...]
    n_in_depth_read: int = 0
    n_skimmed: int = 0
    n_waiting: int = 0
    n_put_off: int = 0

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {
            "week": self.week.isoformat(),
            "in_depth": [suggestion.to_json() for suggestion in self.in_depth],
            "abstracts": [suggestion.to_json() for suggestion in self.abstracts],
            "n_in_depth_wanted": self.size.in_depth,
            "n_abstracts_wanted": self.size.abstracts,
            "n_in_depth_read": self.n_in_depth_read,
            "n_skimmed": self.n_skimmed,
            "n_waiting": self.n_waiting,
            "n_put_off": self.n_put_off,
        }


def _nobody_read() -> Mapping[int, Standing]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryReading:
    """How far a person is with papers, by number; how papers are weighed; and how much a week holds."""

    standing: Callable[[], Mapping[int, Standing]] = _nobody_read
    worth: Worth = field(default_factory=Worth)
    size: PlanSize = field(default_factory=PlanSize)


def plan_reading(
    workspace: Workspace, *, today: date, reading: LibraryReading | None = None
) -> ReadingPlan:
    """The acting person's plan for the week of `today`.

    It changes within the week only with the library and what was read, snoozed and dropped. A paper that is
    withdrawn is not proposed, nor another version of one that is proposed or read.
    """
    reading, library = reading or LibraryReading(), Library(workspace)
    week = today - timedelta(days=today.weekday())
    standing, put_off = reading.standing(), Snoozes(workspace).all()
    off = {number for number, until in put_off.items() if until is None or until > today}
    choice = _Choice(library, standing, off)
    done = {state: _n_reached(standing, state, week) for state in ("read in depth", "skimmed")}
    waiting = choice.weighed(reading.worth, week)
    left = max(0, reading.size.in_depth - done["read in depth"])
    in_depth = choice.best(waiting, left)
    left = max(0, reading.size.abstracts - done["skimmed"])
    abstracts = choice.best([s for s in waiting if choice.can_be_skimmed(s)], left)
    return ReadingPlan(
        week=week,
        size=reading.size,
        in_depth=tuple(in_depth),
        abstracts=tuple(abstracts),
        n_in_depth_read=done["read in depth"],
        n_skimmed=done["skimmed"],
        n_waiting=choice.n_waiting,
        n_put_off=len(off),
    )


def _n_reached(standing: Mapping[int, Standing], state: str, week: date) -> int:
    days = [own.on for own in standing.values() if own.state == state and own.on is not None]
    return sum(timedelta(0) <= day - week < timedelta(days=7) for day in days)


class _Choice:
    """Which papers can be proposed, and which of them are."""

    def __init__(self, library: Library, standing: Mapping[int, Standing], off: set[int]) -> None:
        self._library = library
        self._standing = standing
        self._off = off
        self._taken = {
            number for number, own in standing.items() if own.state in ("read in depth", "dropped")
        }
        self.n_waiting = 0

    def weighed(self, worth: Worth, day: date) -> list[Suggestion]:
        """The best ones for reading in depth, and the best with an abstract, together."""
        every, with_abstract = _Best(), _Best()
        for brief in self._waiting():
            points = points_of(self._reasons(brief.number, brief, worth, day))
            every.offer(points, brief.number)
            if brief.has_abstract and self._is_unread(brief.number):
                with_abstract.offer(points, brief.number)
        papers = self._library.by_number(every.found() | with_abstract.found())
        found = [
            Suggestion(number, paper, tuple(self._reasons(number, paper, worth, day)))
            for number, paper in papers.items()
        ]
        return sorted(found, key=lambda s: (-s.points, s.number))

    def _reasons(self, number: int, of: Weighable, worth: Worth, day: date) -> list[Reason]:
        standing = self._standing.get(number, _NOT_BEGUN)
        return worth_of(number, of, standing, worth=worth, day=day)

    def _waiting(self) -> Iterator[Brief]:
        for brief in self._library.each_in_brief():
            if brief.number in self._taken or brief.number in self._off:
                continue
            if not brief.is_withdrawn and brief.type not in _NOT_PAPERS:
                self.n_waiting += 1
                yield brief

    def can_be_skimmed(self, suggestion: Suggestion) -> bool:
        """Whether it has an abstract, and was not looked at yet."""
        return bool(suggestion.paper.abstract) and self._is_unread(suggestion.number)

    def _is_unread(self, number: int) -> bool:
        return self._standing.get(number, _NOT_BEGUN).state in _UNREAD

    def best(self, suggestions: Iterable[Suggestion], n: int) -> list[Suggestion]:
        """The first n that are not taken, nor a version of what is."""
        chosen: list[Suggestion] = []
        for suggestion in suggestions:
            if len(chosen) == n:
                break
            if suggestion.number not in self._taken and not self._has_taken_version(suggestion):
                self._taken.add(suggestion.number)
                chosen.append(suggestion)
        return chosen

    def _has_taken_version(self, suggestion: Suggestion) -> bool:
        versions = self._library.related(suggestion.paper.key)
        gone = self._taken | self._off
        return any(self._library.number(other.key) in gone for _, other in versions)


class _Best:
    """The numbers of the best of many papers, in bounded memory; of equals the one that was added first."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int]] = []

    def offer(self, points: float, number: int) -> None:
        item = (points, -number)
        if len(self._heap) < _LOOKED_AT:
            heapq.heappush(self._heap, item)
        else:
            heapq.heappushpop(self._heap, item)

    def found(self) -> set[int]:
        return {-number for _, number in self._heap}
