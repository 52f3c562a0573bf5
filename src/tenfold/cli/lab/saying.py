"""What commands of the lab share: the present day, how days are said, and what was taken back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenfold.store.ledger import Change
    from tenfold.store.workspace import Workspace

__all__ = ["days_left", "say_day", "say_undone", "today_of"]

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def today_of(workspace: Workspace) -> date:
    """The present day of the workspace's person."""
    from tenfold.lab.zone import zone_of

    return zone_of(workspace).today()


def say_day(day: date, at: time | None = None) -> str:
    """A day with its weekday, and the time if there is one.

    >>> say_day(date(2026, 12, 4), time(14))
    'Fri 2026-12-04 14:00'
    """
    said = f"{_WEEKDAYS[day.weekday()]} {day.isoformat()}"
    return f"{said} {at.isoformat('minutes')}" if at else said


def days_left(day: date, today: date) -> str:
    """How far away a day is.

    >>> days_left(date(2026, 12, 4), date(2026, 11, 28)), days_left(date(2026, 11, 28), date(2026, 11, 28))
    ('in 6 days', 'today')
    """
    n = (day - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    return near.get(n) or (f"in {n} days" if n > 0 else f"{-n} days ago")


def say_undone(changes: Iterable[Change]) -> None:
    """Print how the dates and tasks stand that were taken back; of what came in with them no text.

    It may be a private note.
    """
    for change in changes:
        if change.kind not in ("date", "task"):
            print(f"Taken back with it: {change.kind} {change.number}.")
        elif change.content is None:
            print(f"Taken back: {change.kind} {change.number} is gone again.")
        else:
            day, at = change.content["day"], change.content.get("at")
            when = say_day(date.fromisoformat(day), time.fromisoformat(at) if at else None)
            print(
                f"Taken back: {change.kind} {change.number} is as before: "
                f"{when} {change.content['text']}"
            )
