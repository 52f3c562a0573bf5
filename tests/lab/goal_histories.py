"""Goals as they come about: set on a day, and then changed day by day, as commands change them."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from tenfold.errors import InputError
from tenfold.lab import goal_changes
from tenfold.lab.goal import Goal, Milestone

START = date(2024, 11, 4)

texts = st.text(min_size=1, max_size=20).filter(lambda text: bool(text.strip()))
_days = st.integers(0, 40).map(lambda n: START + timedelta(days=n))
_pauses = st.integers(0, 4).map(lambda n: timedelta(days=n))
_shifts = st.integers(-5, 15).filter(bool).map(lambda n: timedelta(days=n))


@st.composite
def histories(draw: st.DrawFn, *, closes: bool = False) -> tuple[Goal, date]:
    """A goal, and a day on or after its last change. With `closes`, it may be reached or dropped.

    Drawn so that each reason for a state comes up: most goals have steps, and end not long after the last.
    """
    steps = draw(st.lists(_days, min_size=draw(st.sampled_from([0, 1, 1, 2])), max_size=4))
    reserve = draw(st.sampled_from([None, -3, 2, 5, 10, 20, 30]))
    goal = Goal(
        text=draw(texts),
        by=None if reserve is None else max(steps, default=START) + timedelta(days=reserve),
        milestones=tuple(Milestone(text=draw(texts), by=day) for day in steps),
        number=1,
    )
    today = START
    for _ in range(draw(st.integers(0, 6))):
        today += draw(_pauses)
        goal = _changed(draw, goal, today)
    if closes and draw(st.booleans()):
        reached = goal_changes.finished(goal, None, on=today)
        given_up = goal_changes.dropped(goal, on=today, why="for a reason")
        goal = draw(st.sampled_from([reached, given_up]))
    return goal, today + draw(_pauses)


def _changed(draw: st.DrawFn, goal: Goal, today: date) -> Goal:
    """Some milestone done or moved, or, more rarely, the goal moved."""
    n = draw(st.sampled_from([None, *range(1, len(goal.milestones) + 1)]))
    try:
        if n is not None and draw(st.booleans()):
            return goal_changes.finished(goal, n, on=today)
        was = goal_changes.promise_at(goal, n).by or today
        return goal_changes.moved(goal, n, to=was + draw(_shifts), on=today, why=draw(st.text()))
    except InputError:  # done already, or on that day already: nothing is changed
        return goal
