"""What a library covers: papers by topic and year, and where there are none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from tenfold.papers.topics.placing import Covered, Placed
    from tenfold.papers.topics.taxonomy import Taxonomy, Topic

__all__ = ["Coverage", "Gap", "TopicRow", "coverage_of"]

RECENT_YEARS = 3


@dataclass(frozen=True, slots=True)
class Gap:
    """Years in which a topic has no paper: none at all, none of late (the last three years of the library),
    or a hole between years that have some.
    """

    topic: str
    kind: Literal["empty", "recent", "hole"]
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicRow:
    """How many papers are under one topic: in all, by year (only years that have some), without a year, and
    withdrawn or retracted among them.
    """

    topic: Topic
    n: int
    by_year: dict[int, int]
    n_undated: int
    n_withdrawn: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Papers by topic and year. A paper counts under each of its topics.

    `years` runs from the first year of any paper to the last, without a break.
    """

    taxonomy: Taxonomy
    n_papers: int
    n_without: int
    years: tuple[int, ...]
    rows: tuple[TopicRow, ...]
    gaps: tuple[Gap, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain types; years are strings, as keys of JSON are."""
        return {
            "taxonomy": self.taxonomy.name_en,
            "n_papers": self.n_papers,
            "n_without_topic": self.n_without,
            "years": list(self.years),
            "topics": [
                {
                    "key": row.topic.key,
                    "part": row.topic.part,
                    "name": row.topic.name_en,
                    "n": row.n,
                    "by_year": {str(year): n for year, n in sorted(row.by_year.items())},
                    "n_undated": row.n_undated,
                    "n_withdrawn": row.n_withdrawn,
                }
                for row in self.rows
            ],
            "gaps": [{"topic": g.topic, "kind": g.kind, "years": list(g.years)} for g in self.gaps],
        }


def coverage_of(taxonomy: Taxonomy, placed: Iterable[Placed | Covered]) -> Coverage:
    """Count papers by topic and year, and name the gaps."""
    n: Counter[tuple[str, int | None]] = Counter()
    withdrawn: Counter[str] = Counter()
    years: set[int] = set()
    n_papers = n_without = 0
    for one in placed:
        n_papers += 1
        n_without += not one.topics
        years |= {one.year} if one.year is not None else set()
        n.update([(topic, one.year) for topic in one.topics])
        withdrawn.update(one.topics if one.is_withdrawn else ())
    rows = tuple(_row(topic, n, withdrawn[topic.key]) for topic in taxonomy.topics)
    span = tuple(range(min(years), max(years) + 1)) if years else ()
    gaps = tuple(gap for row in rows for gap in _gaps(row, span)) if n_papers else ()
    return Coverage(taxonomy, n_papers, n_without, span, rows, gaps)


def _row(topic: Topic, n: Counter[tuple[str, int | None]], n_withdrawn: int) -> TopicRow:
    own = {year: count for (key, year), count in n.items() if key == topic.key}
    by_year = {year: count for year, count in own.items() if year is not None}
    return TopicRow(topic, sum(own.values()), by_year, own.get(None, 0), n_withdrawn)


def _gaps(row: TopicRow, years: Sequence[int]) -> Iterable[Gap]:
    key = row.topic.key
    if row.n == 0:
        yield Gap(key, "empty")
        return
    if not row.by_year:  # all without a year: nothing can be said of years
        return
    first, last = min(row.by_year), max(row.by_year)
    if hole := tuple(year for year in range(first, last) if year not in row.by_year):
        yield Gap(key, "hole", hole)
    late = tuple(years[-RECENT_YEARS:])
    if len(years) > RECENT_YEARS and last < late[0]:
        yield Gap(key, "recent", tuple(range(last + 1, years[-1] + 1)))
