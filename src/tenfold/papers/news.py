"""What is new by those that a person follows: asked of the sources when somebody says so, and only then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tenfold.papers.fetching import Access, Question, fetch_each
from tenfold.papers.importers.importer import Read, Refused
from tenfold.papers.keys import folded
from tenfold.papers.search.facts import fact, facts_of
from tenfold.papers.titles import title_words

if TYPE_CHECKING:
    from tenfold.papers.following import Follow
    from tenfold.papers.record import Paper

__all__ = ["News", "fetch_news", "fits"]


@dataclass(frozen=True, slots=True)
class News:
    """What the sources answered.

    records
        Papers that fit, and what could not be had.
    n_unfit
        Papers that a source answered with though they are by others, of other venues, or older.
    answered
        What was followed and answered about without a refusal.
    """

    records: tuple[Read | Refused, ...]
    n_unfit: int
    answered: tuple[Follow, ...]


def fetch_news(follows: Sequence[Follow], access: Access, *, since: date | None = None) -> News:
    """Ask the sources, one after another, for what appeared since each was asked for last (or `since`)."""
    asked: Mapping[Question, Follow] = {follow.question(since): follow for follow in follows}
    records: list[Read | Refused] = []
    failed, n_unfit = set[Question](), 0
    for question, record in fetch_each(list(asked), access):
        if isinstance(record, Refused):
            failed.add(question)
        elif not fits(record.paper, asked[question], question.wanted.since):
            n_unfit += 1
            continue
        records.append(record)
    answered = tuple(follow for question, follow in asked.items() if question not in failed)
    return News(tuple(records), n_unfit, answered)


def fits(paper: Paper, follow: Follow, since: str) -> bool:
    """Whether a paper is what was asked for: sources answer with what is alike, too.

    An author's family name must be theirs, and the other names or their initials must not speak against it.
    """
    if paper.issued and paper.issued < since[: len(paper.issued)]:
        return False
    if paper.year is not None and paper.year < int(since[:4]):
        return False
    if follow.kind == "author":
        wanted = _names(follow.name)
        return any(_is_same(wanted, _names(str(name))) for name in paper.authors)
    if follow.kind == "venue":
        is_series = fact("series", follow.name) in facts_of(paper)
        return is_series or f" {title_words(follow.name)} " in f" {title_words(paper.venue)} "
    return True


def _names(name: str) -> list[str]:
    family, _, given = name.partition(",")
    return "".join(c if c.isalnum() else " " for c in folded(f"{given} {family}")).split()


def _is_same(wanted: list[str], said: list[str]) -> bool:
    """The same last name, and the first names as far as both give them."""
    if not wanted or not said or wanted[-1] != said[-1]:
        return False
    return all(
        one == other or (1 in (len(one), len(other)) and one[0] == other[0])
        for one, other in zip(wanted[:-1], said[:-1], strict=False)
    )
