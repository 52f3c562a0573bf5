"""Days that somebody asks about, on their own clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

__all__ = ["DaySpan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySpan:
    """The days `first` to `last`, both with.

    `day_of` tells on which day an instant is; it alone decides. `start` and `end` are instants between which
    all of these days lie, with some margin, for a query of [start, end): where clocks go back over midnight,
    another day's instants lie between those of a day.
    """

    first: date
    last: date
    start: datetime
    end: datetime
    day_of: Callable[[datetime], date]

    def holds(self, instant: datetime) -> bool:
        """Whether it is on one of the days."""
        return self.first <= self.day_of(instant) <= self.last

    def is_after(self, instant: datetime) -> bool:
        """Whether all of the days come after it."""
        return self.day_of(instant) < self.first
