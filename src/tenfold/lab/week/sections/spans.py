"""The weeks by day: what happened, and what is planned."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from tenfold.lab.date_words import day_title, short_day
from tenfold.lab.plan import carried_over, says_standing_line
from tenfold.lab.week.inline import as_text, inline_markdown
from tenfold.lab.week.report import DayLines, Line, Span
from tenfold.lab.week.sections.happened import happened_lines
from tenfold.lab.week.sections.promised import due_lines, kept_lines
from tenfold.lab.week.sections.task_lines import open_task_line, task_line
from tenfold.lab.week.titles import span_titles
from tenfold.lab.weeks import Week

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tenfold.lab.dated import Dated
    from tenfold.lab.facts import Facts
    from tenfold.lab.task import Task
    from tenfold.lab.week.inputs import WeekInputs
    from tenfold.lab.week.stretch import Stretch
    from tenfold.language import Translate

__all__ = ["week_spans"]


def week_spans(inputs: WeekInputs, stretch: Stretch, _: Translate) -> tuple[Span, ...]:
    """The week before the reported ones, all of these, and the two after them."""
    carried = carried_over(inputs.tasks, stretch.first_week)
    before = stretch.first_week - 1
    this_week = _past(inputs, "this_week", stretch.days, inputs.facts, _)
    return (
        _past(inputs, "last_week", before.days, inputs.facts_last_week, _),
        replace(this_week, carried=tuple(open_task_line(task, stretch, _) for task in carried)),
        _coming(inputs, "next_week", stretch, 1, _),
        _coming(inputs, "week_after", stretch, 2, _),
    )


def _past(inputs: WeekInputs, key: str, days: Sequence[date], facts: Facts, _: Translate) -> Span:
    """Days with what happened on them, beside what was planned."""
    found = [
        (day, [*happened_lines(inputs, facts, day, _), *_of_plans(inputs, day, _)]) for day in days
    ]
    return Span(
        key=key,
        title=span_titles(_)[key],
        week=Week.of(days[-1]),
        days=_together([_day(inputs, day, lines, _) for day, lines in found], _),
    )


def _coming(inputs: WeekInputs, key: str, reported: Stretch, n_weeks: int, _: Translate) -> Span:
    """A week after the reported ones, with what is planned for it."""
    week = reported.week + n_weeks
    return Span(
        key=key,
        title=span_titles(_)[key],
        week=week,
        days=_together(
            [_day(inputs, day, _planned(inputs, day, reported.last, _), _) for day in week.days], _
        ),
    )


def _day(inputs: WeekInputs, day: date, lines: list[Line], _: Translate) -> DayLines:
    """An empty day that is not over says what its writer chose for it; a weekend to come says nothing."""
    is_said = says_standing_line(day, inputs.today)
    empty = inline_markdown(inputs.standing_line) if is_said else ""
    return DayLines(day=day, title=day_title(day, _), lines=tuple(lines), empty=empty)


def _together(days: Sequence[DayLines], _: Translate) -> tuple[DayLines, ...]:
    """Empty days in a row say what they say once, under the first of them."""
    found: list[DayLines] = []
    for is_empty, group in groupby(days, key=lambda day: bool(day.empty and not day.lines)):
        run = list(group)
        if is_empty and len(run) > 1:
            first, last = short_day(run[0].day, _), short_day(run[-1].day, _)
            title = _("{first} to {last}").format(first=first, last=last)
            run = [replace(run[0], title=title), *(replace(day, empty="") for day in run[1:])]
        found += run
    return tuple(found)


def _of_plans(inputs: WeekInputs, day: date, _: Translate) -> list[Line]:
    """What became of goals and tasks on a day, and what of them is still open there."""
    return [
        *(line for goal in inputs.goals for line in kept_lines(goal, day, _)),
        *(line for task in inputs.tasks for line in _task_lines(task, day, _)),
        *_dates(inputs, day, _),
        *(line for goal in inputs.goals for line in due_lines(goal, day, inputs.today, _)),
    ]


def _planned(inputs: WeekInputs, day: date, last: date, _: Translate) -> list[Line]:
    """What is planned for a day after the reported ones, by what is known when they end."""
    tasks = [task for task in inputs.tasks if task.day == day and task.dropped_on is None]
    return [
        *_dates(inputs, day, _),
        *(line for goal in inputs.goals for line in due_lines(goal, day, inputs.today, _)),
        *(
            task_line(task, _, sign="done" if task.done_on else "open")
            for task in tasks
            if task.done_on is None or task.done_on > last
        ),
    ]


def _task_lines(task: Task, day: date, _: Translate) -> list[Line]:
    """A task stands on the day on which it was done or dropped; an open one on the day it is planned for."""
    if task.done_on == day:
        return [task_line(task, _, sign="done")]
    if task.done_on is None and task.dropped_on == day:
        return [task_line(task, _, sign="", text=_("dropped: {task}"))]
    return [task_line(task, _, sign="open")] if task.is_open and task.day == day else []


def _dates(inputs: WeekInputs, day: date, _: Translate) -> list[Line]:
    """All-day dates first, then by the clock."""
    of_the_day = [dated for dated in inputs.dates if dated.day == day]
    return [
        _date_line(dated, _)
        for dated in sorted(
            of_the_day, key=lambda d: (d.at is not None, d.at and d.at.isoformat(), d.number)
        )
    ]


def _date_line(dated: Dated, _: Translate) -> Line:
    words = {
        "meeting": _("{text} (meeting)"),
        "exam": _("{text} (exam)"),
        "deadline": _("{text} (deadline)"),
        "other": "{text}",
    }
    text = words[dated.kind].format(text=as_text(dated.text))
    if dated.at is not None:
        text = _("{time} {text}").format(time=dated.at.isoformat("minutes"), text=text)
    return Line(
        text=text,
        sign="risk" if dated.kind == "deadline" else "",
        facts={
            "date": dated.number,
            "kind": dated.kind,
            "at": dated.at.isoformat("minutes") if dated.at else None,
        },
    )
