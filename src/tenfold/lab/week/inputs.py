"""What the report of a week is made from: plain values, read once; nothing private among them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from tenfold.lab.dated import Dated
from tenfold.lab.facts import Facts
from tenfold.lab.goal import Goal
from tenfold.lab.note import Note
from tenfold.lab.paper_read import PaperRead
from tenfold.lab.papers_answered import PaperAnswered
from tenfold.lab.task import Task
from tenfold.lab.week.stretch import Stretch
from tenfold.lab.zone import Zone

if TYPE_CHECKING:
    from tenfold.lab.facts import GatherFacts
    from tenfold.lab.weeks import Week
    from tenfold.store.workspace import Workspace

__all__ = ["WeekInputs", "gather_inputs"]

_LONG_AGO = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekInputs:
    """What one person's report says, before it is said.

    made
        When the report is made; `today` is that day on the person's clock.
    notes, goals, dates, tasks
        Of all time. Of notes the shared ones only: a private one is refused with ValueError.
    facts, facts_last_week, facts_before
        Of the weeks that are reported, of the week before them, and of all time before them.
    studies
        The names of all studies of the workspace: what else a note links to is a paper.
    papers, answered
        Papers that were read, and those of which questions were answered.
    """

    person: str
    zone: Zone
    today: date
    made: datetime
    notes: tuple[Note, ...] = ()
    goals: tuple[Goal, ...] = ()
    dates: tuple[Dated, ...] = ()
    tasks: tuple[Task, ...] = ()
    question: str = ""
    standing_line: str = ""
    facts: Facts = field(default_factory=Facts)
    facts_last_week: Facts = field(default_factory=Facts)
    facts_before: Facts = field(default_factory=Facts)
    studies: frozenset[str] = frozenset()
    papers: tuple[PaperRead, ...] = ()
    answered: tuple[PaperAnswered, ...] = ()

    def __post_init__(self) -> None:
        if any(note.is_private for note in self.notes):
            raise ValueError("a private note may not be handed to a report")

    @property
    def says_anything(self) -> bool:
        """Whether anything of its person's is there, whenever it was."""
        own = (self.notes, self.goals, self.dates, self.tasks, self.question, self.papers)
        return any((*own, self.answered)) or any(
            f.is_anything for f in (self.facts, self.facts_before)
        )


def gather_inputs(
    workspace: Workspace,
    week: Week,
    *,
    n_weeks: int = 1,
    person: str | None = None,
    made: datetime | None = None,
    share: Collection[int] = (),
    facts_by: GatherFacts | None = None,
) -> WeekInputs:
    """Read what the report of `n_weeks` that end with `week` needs, of a person (default: the acting one).

    `share` lists private notes of the acting person that are shown as if they were shared already; `facts_by`
    finds the facts (default: `gather_facts`).

    Raises InputError where `n_weeks` is under 1, the settings name no known time zone, or nothing here is
    by a person of that name.
    """
    from tenfold.lab.dates import Dates
    from tenfold.lab.facts import gather_facts
    from tenfold.lab.goals import Goals
    from tenfold.lab.journal import Journal
    from tenfold.lab.papers_answered import papers_answered
    from tenfold.lab.papers_read import papers_read
    from tenfold.lab.plan import Plan
    from tenfold.lab.settings import PersonSettings
    from tenfold.lab.zone import zone_of

    stretch, zone = Stretch(week, n_weeks), zone_of(workspace)
    who, made = person or workspace.person, made or datetime.now(UTC)
    if share and who != workspace.person:
        raise ValueError("one's own notes may not stand in the report of somebody else")
    settings = PersonSettings(workspace)
    day_before, week_before = stretch.first - timedelta(days=1), stretch.first - timedelta(weeks=1)

    def facts(first: date, last: date) -> Facts:
        return (facts_by or gather_facts)(workspace, zone, first, last, person=who)

    return WeekInputs(
        person=who,
        zone=zone,
        today=zone.day_of(made),
        made=made,
        notes=(*Journal(workspace).shared(who), *_ticked(workspace, share)),
        goals=tuple(Goals(workspace).goals(who)),
        dates=tuple(Dates(workspace).dates(who)),
        tasks=tuple(Plan(workspace).tasks(who)),
        question=settings.get("question", person=who),
        standing_line=settings.get("standing line", person=who),
        facts=facts(stretch.first, stretch.last),
        facts_last_week=facts(week_before, day_before),
        facts_before=facts(_LONG_AGO, day_before),
        papers=papers_read(workspace) if who == workspace.person else (),
        answered=papers_answered(workspace, zone, who),
        studies=frozenset(path.stem for path in workspace.studies.glob("*.toml")),
    )


def _ticked(workspace: Workspace, numbers: Collection[int]) -> Iterator[Note]:
    from tenfold.lab.journal import Journal

    for number in sorted(set(numbers)):
        note = Journal(workspace).note(number)
        if note.is_private:
            yield replace(note, is_private=False)
