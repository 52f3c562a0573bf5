"""A goal as the terminal shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tenfold.language import translator

if TYPE_CHECKING:
    from datetime import date

    from tenfold.lab.goal import Goal, Milestone, Move

__all__ = ["day_in_words", "goal_lines", "slip_in_words", "state_line"]

_ORDINALS = ("first", "second", "third", "fourth", "fifth")


def state_line(goal: Goal, today: date) -> str:
    """The state of a goal with its reason."""
    from tenfold.lab.track import track_of
    from tenfold.lab.track_words import track_sentence

    return track_sentence(track_of(goal, today), translator())


def goal_lines(goal: Goal, today: date, *, with_moves: bool = False) -> list[str]:
    """A goal, its state, its milestones and how they slipped; with the single moves and their reasons."""
    by = f", by {day_in_words(goal.by, today)}" if goal.by else ""
    lines = [f"{goal.number}  {goal.text}{by}{_slips(goal.moves, today)}"]
    lines.append(f"   {state_line(goal, today)}")
    lines += _move_lines(goal.moves, today) if with_moves else []
    for n, milestone in enumerate(goal.milestones, start=1):
        lines.append(f"   {goal.number}.{n}  {_milestone_line(milestone, today)}")
        lines += _move_lines(milestone.moves, today) if with_moves else []
    return lines


def day_in_words(day: date, today: date) -> str:
    """A day as a sentence says it: `5 Dec`."""
    from tenfold.lab.date_words import day_said

    return day_said(day, today, translator())


def slip_in_words(moves: Sequence[Move]) -> str:
    """The last of some moves: `second slip`, or `earlier`."""
    if not moves[-1].is_slip:
        return "earlier"
    n_slips = sum(move.is_slip for move in moves)
    return f"{_ORDINALS[n_slips - 1]} slip" if n_slips <= len(_ORDINALS) else f"slip {n_slips}"


def _milestone_line(milestone: Milestone, today: date) -> str:
    by = f"{milestone.text}, by {day_in_words(milestone.by, today)}"
    slips = _slips(milestone.moves, today)
    if milestone.done_on is not None:
        return f"done  {by}{slips}: done on {day_in_words(milestone.done_on, today)}"
    return f"{'late' if milestone.by < today else 'open'}  {by}{slips}"


def _slips(moves: Sequence[Move], today: date) -> str:
    n_slips = sum(move.is_slip for move in moves)
    if not n_slips:
        return ""
    times = {1: "once", 2: "twice"}.get(n_slips, f"{n_slips} times")
    return f" (slipped {times}, first promised for {day_in_words(moves[0].was, today)})"


def _move_lines(moves: Sequence[Move], today: date) -> list[str]:
    return [
        f"          on {day_in_words(move.on, today)}: from {day_in_words(move.was, today)}"
        f" to {day_in_words(move.to, today)}" + (f". {move.why}" if move.why else "")
        for move in moves
    ]
