"""What was promised and is late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.lab.date_words import day_words, n_days_words
from tenfold.lab.track import track_of
from tenfold.lab.track_words import track_sentence
from tenfold.lab.week.inline import as_text
from tenfold.lab.week.report import Line, Section
from tenfold.lab.week.sections.on_track import known_goals
from tenfold.lab.week.sections.task_lines import open_task_line
from tenfold.lab.week.titles import section_titles

if TYPE_CHECKING:
    from datetime import date

    from tenfold.lab.goal import Goal, Milestone
    from tenfold.lab.week.inputs import WeekInputs
    from tenfold.lab.week.stretch import Stretch
    from tenfold.language import Translate

__all__ = ["late_section"]

_TOO_OFTEN = 2
"""From so many carry-overs on, a task is late: once is how weeks go."""


def late_section(inputs: WeekInputs, stretch: Stretch, _: Translate) -> Section:
    """Late goals, milestones whose day has passed, and tasks that were carried over again."""
    now = stretch.now(inputs.today)
    goals = [goal for goal in known_goals(inputs, stretch) if goal.is_open]
    lines = [line for goal in goals for line in _goal_lines(goal, now, _)]
    lines += [
        open_task_line(task, stretch, _, sign="late")
        for task in inputs.tasks
        if task.is_open and task.day <= stretch.last and task.n_carried(stretch.week) >= _TOO_OFTEN
    ]
    return Section(
        key="late",
        title=section_titles(_)["late"],
        lines=tuple(lines),
        empty=_("Nothing is late."),
    )


def _goal_lines(goal: Goal, now: date, _: Translate) -> list[Line]:
    lines = []
    track = track_of(goal, now)
    if track.state == "late":
        text = _("{goal}: {reason}").format(
            goal=as_text(goal.text), reason=as_text(track_sentence(track, _))
        )
        lines.append(Line(text=text, sign="late", facts={"goal": goal.number, "state": "late"}))
    overdue = [m for m in goal.milestones if m.done_on is None and m.by < now]
    return lines + [_milestone_line(goal, m, now, _) for m in overdue]


def _milestone_line(goal: Goal, milestone: Milestone, now: date, _: Translate) -> Line:
    n_days = (now - milestone.by).days
    return Line(
        text=_("{milestone} ({goal}): {days} late, it was due on {day}").format(
            milestone=as_text(milestone.text),
            goal=as_text(goal.text),
            days=n_days_words(n_days, _),
            day=day_words(milestone.by, _),
        ),
        sign="late",
        facts={"goal": goal.number, "milestone": milestone.text, "n_days_late": n_days},
    )
