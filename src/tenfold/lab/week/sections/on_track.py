"""How each goal stands, which were reached or dropped, and how much is open at once."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from tenfold.lab.date_words import day_words, short_day
from tenfold.lab.note_search import is_open_question
from tenfold.lab.open_work import OpenWork, narrowing_sentence
from tenfold.lab.track import track_of
from tenfold.lab.track_words import track_sentence
from tenfold.lab.week.asking import command
from tenfold.lab.week.inline import as_text, inline_markdown
from tenfold.lab.week.report import Line, Section
from tenfold.lab.week.titles import section_titles

if TYPE_CHECKING:
    from datetime import date

    from tenfold.lab.goal import Goal
    from tenfold.lab.week.inputs import WeekInputs
    from tenfold.lab.week.stretch import Stretch
    from tenfold.language import Translate

__all__ = ["known_goals", "on_track_section"]

_SIGNS = {"on track": "ok", "at risk": "risk", "late": "late", "done": "done", "cannot say": "open"}


def on_track_section(inputs: WeekInputs, stretch: Stretch, _: Translate) -> Section:
    """Open goals with the reason for their state, then what came to an end, then what is open at once."""
    now = stretch.now(inputs.today)
    goals = known_goals(inputs, stretch)
    lines = [_open_line(goal, now, _) for goal in goals if goal.is_open]
    ended = [(goal, goal.done_on or goal.dropped_on) for goal in goals]
    lines += [
        _ended_line(goal, day, _) for goal, day in ended if day is not None and day in stretch
    ]
    if not lines:
        ask = command("goal", "add", '"..."', "--by", "DATE")
        lines = [Line(text=_("No goal is set."), sign="open", ask=ask, facts={"is_request": True})]
    return Section(
        key="on_track",
        title=section_titles(_)["on_track"],
        lines=(*lines, _open_work_line(inputs, stretch, _)),
    )


def known_goals(inputs: WeekInputs, stretch: Stretch) -> list[Goal]:
    """The goals that had been set by the end of the reported days."""
    return [
        goal
        for goal in inputs.goals
        if goal.made is None or inputs.zone.day_of(goal.made) <= stretch.last
    ]


def _open_line(goal: Goal, now: date, _: Translate) -> Line:
    track = track_of(goal, now)
    reason = track_sentence(track, _)
    return Line(
        text=_("{goal}. {reason}").format(goal=_named(goal, _), reason=as_text(reason)),
        sign=_SIGNS.get(track.state, ""),
        details=_next_words(goal, reason, _),
        facts={**_facts(goal), "state": track.state},
    )


def _next_words(goal: Goal, reason: str, _: Translate) -> tuple[str, ...]:
    """The milestone that comes next, unless the reason has named it."""
    coming = [milestone for milestone in goal.milestones if milestone.done_on is None]
    following = min(coming, key=lambda milestone: milestone.by, default=None)
    if following is None or following.text in reason:
        return ()
    return (
        _("Next: {milestone}, by {day}").format(
            milestone=as_text(following.text), day=day_words(following.by, _)
        ),
    )


def _named(goal: Goal, _: Translate) -> str:
    if goal.by is None:
        return as_text(goal.text)
    return _("{goal}, by {day}").format(goal=as_text(goal.text), day=day_words(goal.by, _))


def _ended_line(goal: Goal, day: date, _: Translate) -> Line:
    fields = {
        "goal": as_text(goal.text),
        "day": short_day(day, _),
        "why": inline_markdown(goal.why),
    }
    if goal.done_on is not None:
        return Line(
            text=_("{goal}: reached, {day}").format(**fields),
            sign="done",
            facts={**_facts(goal), "state": "done"},
        )
    text = _("{goal}: dropped, {day}: {why}") if goal.why else _("{goal}: dropped, {day}")
    return Line(text=text.format(**fields), facts={**_facts(goal), "state": "dropped"})


def _facts(goal: Goal) -> dict[str, object]:
    return {"goal": goal.number, "by": goal.by.isoformat() if goal.by else None}


def _open_work_line(inputs: WeekInputs, stretch: Stretch, _: Translate) -> Line:
    """Counts of what was shared; what is private is in no count."""
    notes = [note for note in inputs.notes if note.day <= stretch.last]
    work = OpenWork(
        n_goals=sum(goal.is_open for goal in known_goals(inputs, stretch)),
        n_studies=len(inputs.facts.open_studies),
        n_questions=sum(is_open_question(note) for note in notes),
        n_parked=sum(note.kind == "parked" for note in notes),
        n_tasks=sum(task.is_open for task in inputs.tasks),
    )
    return Line(text=narrowing_sentence(work, _), facts={"open": asdict(work)})
