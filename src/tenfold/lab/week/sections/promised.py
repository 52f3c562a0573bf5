"""What became of goals and milestones on a day: reached, dropped, moved, due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.lab.date_words import day_words
from tenfold.lab.week.inline import as_text, inline_markdown
from tenfold.lab.week.report import Line

if TYPE_CHECKING:
    from datetime import date

    from tenfold.lab.goal import Goal, Move
    from tenfold.language import Translate

__all__ = ["due_lines", "kept_lines"]


def kept_lines(goal: Goal, day: date, _: Translate) -> list[Line]:
    """What was reached, dropped or moved on a day."""
    lines = []
    if day in (goal.done_on, goal.dropped_on):
        lines.append(_ended_line(goal, _))
    lines += [_move_line(goal, "", move, _) for move in goal.moves if move.on == day]
    for milestone in goal.milestones:
        if milestone.done_on == day:
            lines.append(_reached_line(goal, milestone.text, _))
        moves = [move for move in milestone.moves if move.on == day]
        lines += [_move_line(goal, milestone.text, move, _) for move in moves]
    return lines


def due_lines(goal: Goal, day: date, today: date, _: Translate) -> list[Line]:
    """What of an open goal is due on a day and still to be done."""
    if not goal.is_open:
        return []
    due = [m.text for m in goal.milestones if m.by == day and m.done_on is None]
    due += [""] if goal.by == day else []
    return [
        Line(
            text=_("due: {promise}").format(promise=_promise(goal, milestone, _)),
            sign="late" if day < today else "open",
            facts={"event": "due", **_facts(goal, milestone)},
        )
        for milestone in due
    ]


def _ended_line(goal: Goal, _: Translate) -> Line:
    if goal.done_on is not None:
        return _reached_line(goal, "", _)
    return Line(
        text=_("dropped: {promise}").format(promise=_promise(goal, "", _)),
        details=(inline_markdown(goal.why),) if goal.why else (),
        facts={"event": "dropped", **_facts(goal, "")},
    )


def _reached_line(goal: Goal, milestone: str, _: Translate) -> Line:
    return Line(
        text=_("reached: {promise}").format(promise=_promise(goal, milestone, _)),
        sign="done",
        facts={"event": "reached", **_facts(goal, milestone)},
    )


def _move_line(goal: Goal, milestone: str, move: Move, _: Translate) -> Line:
    text = _("slipped: {promise}, from {was} to {to}")
    if not move.is_slip:
        text = _("moved to an earlier day: {promise}, from {was} to {to}")
    return Line(
        text=text.format(
            promise=_promise(goal, milestone, _),
            was=day_words(move.was, _),
            to=day_words(move.to, _),
        ),
        sign="risk" if move.is_slip else "",
        details=(inline_markdown(move.why),) if move.why else (),
        facts={
            "event": "slipped" if move.is_slip else "moved",
            "was": move.was.isoformat(),
            "to": move.to.isoformat(),
            **_facts(goal, milestone),
        },
    )


def _promise(goal: Goal, milestone: str, _: Translate) -> str:
    if not milestone:
        return as_text(goal.text)
    return _("{milestone} ({goal})").format(milestone=as_text(milestone), goal=as_text(goal.text))


def _facts(goal: Goal, milestone: str) -> dict[str, object]:
    return {"goal": goal.number, **({"milestone": milestone} if milestone else {})}
