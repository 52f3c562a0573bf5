"""Which questions about papers somebody answered on which day, for the report of a week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tenfold.papers.answers import Answers
from tenfold.papers.holdings import Holdings
from tenfold.papers.subject import number_of

if TYPE_CHECKING:
    from tenfold.lab.zone import Zone
    from tenfold.store.workspace import Workspace

__all__ = ["PaperAnswered", "papers_answered"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperAnswered:
    """The questions of the ten about a paper that were answered, or answered anew, on a day."""

    key: str
    title: str
    day: date
    questions: tuple[int, ...]


def papers_answered(workspace: Workspace, zone: Zone, person: str) -> tuple[PaperAnswered, ...]:
    """What a person's answers that stand say of when they were last written, by day. Everybody sees answers."""
    found: dict[tuple[int, date], list[int]] = {}
    for subject, by_person in Answers(workspace).of_all_papers().items():
        for n, answer in by_person.get(person, {}).items():
            found.setdefault((number_of(subject), zone.day_of(answer.changed)), []).append(n)
    papers = Holdings(workspace).by_number({number for number, _day in found})
    answered = [
        PaperAnswered(key=papers[n].key, title=papers[n].title, day=day, questions=tuple(said))
        for (n, day), said in found.items()
        if n in papers
    ]
    return tuple(sorted(answered, key=lambda one: (one.day, one.key)))
