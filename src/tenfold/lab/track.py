"""Whether a goal is on track: said from its steps and how promises were kept, never from the number of ticks.

The rule, in its order; what holds first is said:

1. done, dropped: as its owner said.
2. late: it is open, and its day has passed.
3. at risk, where a promise gives the reason:

   - a milestone is overdue: open, and its day has passed;
   - an open milestone was let pass its day and moved only then (who moves it in time is not held to it);
   - the goal itself was moved to a later day twice or more;
   - an open milestone was moved to a later day three times or more;
   - an open milestone lies after the goal's own day;
   - the last open milestone lies closer to the goal's day than the longest slip of any milestone so far. A
     milestone slipped by the days from the day that it was first promised for to the day that it was done on
     or, while it is open, to the later one of its present day and today.

4. cannot say: the goal has no day; or no milestones; or all are done, and the last was planned for more than
   two weeks before the goal's day, so that what comes between is not known.
5. on track: otherwise.

Why the longest slip and not the mean or median one: these fall with each small step that is ticked off, so
that a goal would get on track by being cut into crumbs; and they can fall when one more step slips a little.
With the longest slip, for an open goal:

- a milestone that is done in time never makes the state worse (after the last one it may not be known);
- a move to a later day never makes it better;
- milestones that are added and done in time take no risk away;
- a day that passes with nothing done makes nothing better.

The price: one long slip asks for a long reserve until the goal ends. The state says nothing about how good the
work is, and nothing about steps that nobody has thought of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from tenfold.lab.goal import Goal, Milestone

__all__ = ["Reason", "Step", "Track", "TrackState", "track_of"]

TrackState = Literal["on track", "at risk", "late", "done", "dropped", "cannot say"]
Reason = Literal[
    "reached",
    "reached late",
    "dropped",
    "day passed",
    "step overdue",
    "step moved after its day",
    "goal moved often",
    "step moved often",
    "step after goal",
    "too close",
    "no day",
    "no steps",
    "no next step",
    "all steps done",
    "next step",
]

OFTEN_GOAL = 2
"""A goal's day may prove wrong once; from the second time on it is the days that cannot be trusted."""

OFTEN_STEP = 3
"""A step of a week or two that moved three times is too large, or is not wanted."""

ONE_STEP = timedelta(weeks=2)
"""How long a step is at most: a longer way than that has a step that nobody has named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A milestone as a reason names it. `number` counts from 1 within its goal.

    n_slips, n_late_moves
        How often it was moved to a later day, and how often of these only after its day had passed.
    slip_days
        By how much it has slipped from `first_by` so far.
    """

    number: int
    text: str
    by: date
    first_by: date
    is_done: bool
    n_slips: int
    n_late_moves: int
    slip_days: int

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {
            "number": self.number,
            "text": self.text,
            "by": self.by.isoformat(),
            "first_by": self.first_by.isoformat(),
            "is_done": self.is_done,
            "n_slips": self.n_slips,
            "n_late_moves": self.n_late_moves,
            "slip_days": self.slip_days,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """The state of a goal on the day `today`, the reason, and the facts that it was said from.

    about
        The milestones that the reason is about, by day.
    next_step
        The open milestone that comes first.
    overdue
        Open milestones whose day has passed.
    n_known, n_kept
        Milestones of which it is known whether they kept the day that was promised first (done, overdue, or
        moved to a later day), and those of them that did.
    n_slips, n_goal_slips
        How often a milestone, and the goal itself, was moved to a later day.
    longest_slip_days
        The longest slip of a milestone so far, as the rule counts it.
    forecast
        The day that the last open milestone ends on if it slips as long as that; None: nothing is open.
    days_late
        How long the goal's day has passed; of a goal that was reached: after the day that was first promised.
    """

    state: TrackState
    reason: Reason
    today: date
    by: date | None
    closed_on: date | None
    why: str
    about: tuple[Step, ...]
    next_step: Step | None
    overdue: tuple[Step, ...]
    n_steps: int
    n_done: int
    n_known: int
    n_kept: int
    n_slips: int
    n_goal_slips: int
    longest_slip_days: int
    forecast: date | None
    days_late: int

    def to_json(self) -> dict[str, Any]:
        """As commands print it: plain types."""
        return {
            "state": self.state,
            "reason": self.reason,
            "about": [step.number for step in self.about],
            "next_step": self.next_step.to_json() if self.next_step else None,
            "overdue": [step.to_json() for step in self.overdue],
            "n_steps": self.n_steps,
            "n_done": self.n_done,
            "n_known": self.n_known,
            "n_kept": self.n_kept,
            "n_slips": self.n_slips,
            "n_goal_slips": self.n_goal_slips,
            "longest_slip_days": self.longest_slip_days,
            "forecast": self.forecast.isoformat() if self.forecast else None,
            "days_late": self.days_late,
        }


_Said = tuple[TrackState, Reason, tuple[Step, ...]]


def track_of(goal: Goal, today: date) -> Track:
    """Judge a goal by the rule that stands at the top of this module."""
    steps = [_step(n, m, today) for n, m in enumerate(goal.milestones, start=1)]
    left = sorted((s for s in steps if not s.is_done), key=lambda step: (step.by, step.number))
    known = [s for s in steps if s.is_done or s.slip_days]
    longest = max((s.slip_days for s in steps), default=0)
    state, reason, about = (
        _closed(goal, today)
        or _broken_promise(goal, left, today)
        or _bad_forecast(goal, left, longest)
        or _unknown(goal, left)
        or _on_track(left)
    )
    return Track(
        state=state,
        reason=reason,
        today=today,
        by=goal.by,
        closed_on=goal.done_on or goal.dropped_on,
        why=goal.why,
        about=about,
        next_step=left[0] if left else None,
        overdue=tuple(s for s in left if s.by < today),
        n_steps=len(steps),
        n_done=len(steps) - len(left),
        n_known=len(known),
        n_kept=sum(s.slip_days == 0 for s in known),
        n_slips=sum(s.n_slips for s in steps),
        n_goal_slips=_n_slips(goal),
        longest_slip_days=longest,
        forecast=_later(max(left[-1].by, today), longest) if left else None,
        days_late=_days_late(goal, today),
    )


def _step(number: int, milestone: Milestone, today: date) -> Step:
    end = milestone.done_on or max(milestone.by, today)
    return Step(
        number=number,
        text=milestone.text,
        by=milestone.by,
        first_by=milestone.first_by,
        is_done=milestone.done_on is not None,
        n_slips=_n_slips(milestone),
        n_late_moves=sum(move.is_slip and move.on > move.was for move in milestone.moves),
        slip_days=max(0, (end - milestone.first_by).days),
    )


def _closed(goal: Goal, today: date) -> _Said | None:
    """What needs no milestones to be said: done, dropped, late."""
    if goal.done_on is not None:
        return "done", "reached late" if _days_late(goal, today) else "reached", ()
    if goal.dropped_on is not None:
        return "dropped", "dropped", ()
    if goal.by is not None and today > goal.by:
        return "late", "day passed", ()
    return None


def _broken_promise(goal: Goal, left: Sequence[Step], today: date) -> _Said | None:
    overdue = tuple(step for step in left if step.by < today)
    let_pass = tuple(step for step in left if step.n_late_moves)
    often = tuple(step for step in left if step.n_slips >= OFTEN_STEP)
    if overdue:
        return "at risk", "step overdue", overdue
    if let_pass:
        return "at risk", "step moved after its day", let_pass
    if _n_slips(goal) >= OFTEN_GOAL:
        return "at risk", "goal moved often", ()
    return ("at risk", "step moved often", often) if often else None


def _bad_forecast(goal: Goal, left: Sequence[Step], longest: int) -> _Said | None:
    if goal.by is None or not left:
        return None
    if after := tuple(step for step in left if step.by > goal.by):
        return "at risk", "step after goal", after
    is_close = (goal.by - left[-1].by).days < longest
    return ("at risk", "too close", (left[-1],)) if is_close else None


def _unknown(goal: Goal, left: Sequence[Step]) -> _Said | None:
    if goal.by is None:
        return "cannot say", "no day", ()
    if not goal.milestones:
        return "cannot say", "no steps", ()
    planned_to = max(milestone.by for milestone in goal.milestones)
    is_open_way = not left and goal.by - planned_to > ONE_STEP
    return ("cannot say", "no next step", ()) if is_open_way else None


def _on_track(left: Sequence[Step]) -> _Said:
    return ("on track", "next step", (left[0],)) if left else ("on track", "all steps done", ())


def _n_slips(promise: Goal | Milestone) -> int:
    return sum(move.is_slip for move in promise.moves)


def _days_late(goal: Goal, today: date) -> int:
    if goal.by is None or goal.dropped_on is not None:
        return 0
    if goal.done_on is None:
        return max(0, (today - goal.by).days)
    first_by = goal.moves[0].was if goal.moves else goal.by
    return max(0, (goal.done_on - first_by).days)


def _later(day: date, n_days: int) -> date:
    """The day after so many days, or the last one that the calendar has."""
    return date.fromordinal(min(day.toordinal() + n_days, date.max.toordinal()))
