"""How much somebody has open at once, and when it is time to narrow down."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from tenfold.lab.goals import Goals
from tenfold.lab.journal import Journal
from tenfold.lab.note_search import is_open_question
from tenfold.lab.plan import Plan
from tenfold.language import Translate
from tenfold.study.listing import list_studies

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["OpenWork", "narrowing_sentence", "open_work"]

FEW_GOALS = 3
"""One to work on, one that waits for somebody, one that comes next."""

FEW_STUDIES = 3
"""Their results come together, and each wants to be thought about before the next is declared."""

FEW_QUESTIONS = 7
"""More than fit into one meeting are not asked."""

FEW_PARKED = 15
"""More are not looked at again, one by one, when their days come."""

FEW_TASKS = 15
"""Three a day for a working week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWork:
    """What is open: goals, studies that are not done, unanswered questions, parked ideas, planned tasks."""

    n_goals: int = 0
    n_studies: int = 0
    n_questions: int = 0
    n_parked: int = 0
    n_tasks: int = 0

    def to_json(self) -> dict[str, int]:
        """As commands print it."""
        return asdict(self)


def open_work(workspace: Workspace) -> OpenWork:
    """Count what the acting person has open; studies are those of the workspace.

    Private notes are in no count: what it says may be read by others.
    """
    notes = Journal(workspace).shared()
    return OpenWork(
        n_goals=sum(goal.is_open for goal in Goals(workspace).goals()),
        n_studies=sum(study.state != "done" for study in list_studies(workspace)),
        n_questions=sum(is_open_question(note) for note in notes),
        n_parked=sum(note.kind == "parked" for note in notes),
        n_tasks=sum(task.is_open for task in Plan(workspace).tasks()),
    )


def narrowing_sentence(work: OpenWork, _: Translate) -> str:
    """What is open, counted, and where it is more than a few, what to do about it."""
    counts = [text for n, text in _counts(work, _) if n]
    if not counts:
        return _("Nothing is open.")
    said = _("Open: {counts}.").format(counts=_(", ").join(counts))
    advice = _advice(work, _)
    return _("{first} {second}").format(first=said, second=advice) if advice else said


def _counts(work: OpenWork, _: Translate) -> list[tuple[int, str]]:
    return [
        (work.n_goals, _count(work.n_goals, _("1 goal"), _("{n} goals"))),
        (work.n_studies, _count(work.n_studies, _("1 study"), _("{n} studies"))),
        (work.n_questions, _count(work.n_questions, _("1 question"), _("{n} questions"))),
        (work.n_parked, _count(work.n_parked, _("1 parked idea"), _("{n} parked ideas"))),
        (work.n_tasks, _count(work.n_tasks, _("1 task"), _("{n} tasks"))),
    ]


def _count(n: int, one: str, many: str) -> str:
    return one if n == 1 else many.format(n=n)


def _advice(work: OpenWork, _: Translate) -> str:
    """For what there is most too much of, in the order in which narrowing down helps."""
    if work.n_goals > FEW_GOALS:
        return _(
            "Narrow down: choose the one goal of this week, and drop one that will not be missed."
        )
    if work.n_studies > FEW_STUDIES:
        return _("Narrow down: finish or judge one study before another is declared.")
    if work.n_questions > FEW_QUESTIONS:
        return _("Narrow down: ask the question that most depends on, and park the rest.")
    if work.n_tasks > FEW_TASKS:
        return _("Narrow down: keep what serves the next milestone, and drop or park the rest.")
    if work.n_parked > FEW_PARKED:
        return _(
            'Narrow down: decide against the parked ideas that you would not begin next ("not now").'
        )
    return ""
