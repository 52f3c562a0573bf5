"""What speaks for reading a paper now, in points, each with its reason."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from tenfold.papers.reading_reasons import Reason
from tenfold.papers.venue_ranks import VenueRank, venue_rank

__all__ = ["Standing", "Weighable", "Worth", "worth_of"]

_BY_RANK = {"A": 3.0, "B": 2.0, "C": 1.0}
_MOST_FOR_CITATIONS = 2.0  # from 100 a year on
_MOST_TOPICS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a person is with a paper, as the plan needs it.

    state, on
        ``inbox``, ``to read``, ``skimmed``, ``read in depth`` or ``dropped``, and the day since when.
    giver, due
        Who waits for it to be read, and until when.
    """

    state: str = "inbox"
    on: date | None = None
    giver: str = ""
    due: date | None = None


class Weighable(Protocol):
    """What is asked of a paper itself: few fields, since a library may have many thousands."""

    @property
    def year(self) -> int | None:
        """When it was published."""

    @property
    def venue(self) -> str:
        """Where, as it is printed; or empty."""

    @property
    def n_citations(self) -> float | None:
        """How often it was cited, where that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """How papers are weighed: the ranks of venues, what the open studies are about, and what is recent.

    fitting_topics
        The topics of the open studies that a paper, given by its number, is about.
    """

    rank_of: Callable[[str], VenueRank | None] = venue_rank
    fitting_topics: Callable[[int], Iterable[str]] = lambda number: ()
    recent_years: int = 3


def worth_of(
    number: int, paper: Weighable, standing: Standing, *, worth: Worth, day: date
) -> list[Reason]:
    """What speaks for a paper on a day, the most points first."""
    found = [
        *_rank(paper, worth),
        *_recency(paper, worth, day),
        *_topics(number, worth),
        *_citations(paper, day),
        *_standing(standing),
    ]
    return sorted(found, key=lambda reason: -reason.points)


def _rank(paper: Weighable, worth: Worth) -> Iterator[Reason]:
    rank = worth.rank_of(paper.venue) if paper.venue else None
    if rank is not None and (points := _BY_RANK.get(rank.rank)):
        yield Reason("rank", points, {"venue": rank.name, "rank": str(rank)})


def _recency(paper: Weighable, worth: Worth, day: date) -> Iterator[Reason]:
    if paper.year is None:
        return
    age = max(0, day.year - paper.year)
    if age <= worth.recent_years:
        points = round(2 - 1.5 * age / max(1, worth.recent_years), 2)
        yield Reason("recent", points, {"year": paper.year})


def _topics(number: int, worth: Worth) -> Iterator[Reason]:
    topics = sorted(set(worth.fitting_topics(number)))
    if topics:
        more = min(len(topics), _MOST_TOPICS) - 1
        yield Reason("topics", 3 + 0.5 * more, {"topics": ", ".join(topics)})


def _citations(paper: Weighable, day: date) -> Iterator[Reason]:
    if not paper.n_citations or paper.n_citations < 0 or paper.year is None:
        return
    a_year = paper.n_citations / (max(0, day.year - paper.year) + 1)
    points = round(min(_MOST_FOR_CITATIONS, math.log10(1 + a_year)), 2)
    if points > 0:
        said = f"{a_year:,.0f}" if a_year >= 10 else f"{a_year:.1f}"
        yield Reason("citations", points, {"n": f"{paper.n_citations:,}", "a_year": said})


def _standing(standing: Standing) -> Iterator[Reason]:
    if standing.giver or standing.due:
        kind = ", ".join(["handed over"] * bool(standing.giver) + ["due"] * bool(standing.due))
        yield Reason(kind, 3.0, {"person": standing.giver, "day": standing.due})
    elif standing.state == "to read":
        yield Reason("on your list", 1.0)
    if standing.state == "skimmed":
        yield Reason("skimmed on" if standing.on else "skimmed", 1.0, {"day": standing.on})
