"""What can be done to a goal, as values: a goal goes in, a changed one comes out. Nothing is saved here.

`milestone` counts from 1 within the goal; None means the goal itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tenfold.errors import InputError
from tenfold.lab.goal import Goal, Milestone, Move
from tenfold.lab.one_line import one_line, required_line

__all__ = [
    "dropped",
    "finished",
    "milestone_of",
    "moved",
    "plain_text",
    "promise_at",
    "reopened",
    "reworded",
    "with_milestone",
    "without_milestone",
]


def milestone_of(goal: Goal, milestone: int) -> Milestone:
    """One of the goal's milestones. Raises InputError where there is none of that number."""
    if not 1 <= milestone <= len(goal.milestones):
        last = f"{goal.number}.{len(goal.milestones)}"
        raise _refusal(
            f"goal {goal.number} has no milestone {milestone}.",
            f"Its milestones go from {goal.number}.1 to {last}."
            if goal.milestones
            else f'It has none yet: tenfold goal milestone {goal.number} "TEXT" --by DAY',
        )
    return goal.milestones[milestone - 1]


def promise_at(goal: Goal, milestone: int | None) -> Goal | Milestone:
    """The goal itself, or one of its milestones."""
    return goal if milestone is None else milestone_of(goal, milestone)


def plain_text(text: str) -> str:
    """The text on one line, without what would steer a terminal. Raises InputError where it says nothing."""
    return required_line(text, "a goal or milestone")


def with_milestone(goal: Goal, text: str, by: date) -> Goal:
    """One milestone more, after those that there are."""
    _require_open(goal)
    return replace(goal, milestones=(*goal.milestones, Milestone(text=plain_text(text), by=by)))


def without_milestone(goal: Goal, milestone: int) -> Goal:
    """Without one of its milestones; those after it move up by one number."""
    milestone_of(goal, milestone)
    rest = (*goal.milestones[: milestone - 1], *goal.milestones[milestone:])
    return replace(goal, milestones=rest)


def reworded(goal: Goal, milestone: int | None, text: str) -> Goal:
    """With another text; days, moves and what is done stay."""
    if milestone is None:
        return replace(goal, text=plain_text(text))
    return _with(goal, milestone, replace(milestone_of(goal, milestone), text=plain_text(text)))


def moved(goal: Goal, milestone: int | None, *, to: date, on: date, why: str = "") -> Goal:
    """Promised for another day, which is kept as a `Move`. A goal without a day gets one: that is no move.

    Several moves made on one day are one, from the day that held before to the last: who corrects what they
    have just typed has not slipped twice.
    """
    _require_open(goal)
    reason = one_line(why)
    if milestone is None:
        if goal.by is None:
            return replace(goal, by=to)
        return replace(goal, by=to, moves=_one_more(goal.moves, goal.by, to, on, reason))
    step = milestone_of(goal, milestone)
    if step.done_on is not None:
        raise _refusal(
            f"milestone {goal.number}.{milestone} is done already.",
            f"Open it again first: tenfold goal reopen {goal.number}.{milestone}",
        )
    return _with(
        goal, milestone, replace(step, by=to, moves=_one_more(step.moves, step.by, to, on, reason))
    )


def finished(goal: Goal, milestone: int | None, *, on: date) -> Goal:
    """Reached on a day."""
    _require_open(goal)
    if milestone is None:
        return replace(goal, done_on=on)
    step = milestone_of(goal, milestone)
    if step.done_on is not None:
        raise _refusal(
            f"milestone {goal.number}.{milestone} is done already, on {step.done_on}.",
            f"Another day? First open it again: tenfold goal reopen {goal.number}.{milestone}",
        )
    return _with(goal, milestone, replace(step, done_on=on))


def dropped(goal: Goal, *, on: date, why: str) -> Goal:
    """Given up on a day, with the reason."""
    _require_open(goal)
    if not one_line(why):
        raise _refusal("a goal is dropped for a reason.", "Say it in a few words with --why.")
    return replace(goal, dropped_on=on, why=one_line(why))


def reopened(goal: Goal, milestone: int | None) -> Goal:
    """Open again: what was done or dropped is not."""
    if milestone is None:
        if goal.is_open:
            raise _refusal(f"goal {goal.number} is open.", "Nothing was changed.")
        return replace(goal, done_on=None, dropped_on=None, why="")
    _require_open(goal)
    step = milestone_of(goal, milestone)
    if step.done_on is None:
        raise _refusal(f"milestone {goal.number}.{milestone} is open.", "Nothing was changed.")
    return _with(goal, milestone, replace(step, done_on=None))


def _with(goal: Goal, milestone: int, step: Milestone) -> Goal:
    before, after = goal.milestones[: milestone - 1], goal.milestones[milestone:]
    return replace(goal, milestones=(*before, step, *after))


def _one_more(moves: Sequence[Move], was: date, to: date, on: date, why: str) -> tuple[Move, ...]:
    if to == was:
        raise _refusal(f"it is promised for {to} already.", "Nothing was changed.")
    before = tuple(moves)
    if before and before[-1].on == on:
        was, why = before[-1].was, why or before[-1].why
        before = before[:-1]
    return before if to == was else (*before, Move(on, was, to, why))


def _require_open(goal: Goal) -> None:
    if not goal.is_open:
        state = "reached" if goal.done_on else "dropped"
        raise _refusal(
            f"goal {goal.number} was {state} on {goal.done_on or goal.dropped_on}.",
            f"Open it again first: tenfold goal reopen {goal.number}",
        )


def _refusal(message: str, remedy: str) -> InputError:
    return InputError(message, code="TF-GOAL", remedy=remedy)
