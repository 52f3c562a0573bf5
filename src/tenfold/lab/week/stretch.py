"""The days that a report is about: a week, or some weeks that end with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tenfold.errors import InputError
from tenfold.lab.weeks import Week

__all__ = ["Stretch"]

_MOST_WEEKS = 53
_YEARS = range(1900, 9000)
"""So that the weeks around it are within the calendar that Python has."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """`n_weeks` whole weeks, the last of which is `week`. Raises InputError for more than a year of them."""

    week: Week
    n_weeks: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.n_weeks <= _MOST_WEEKS:
            raise InputError(
                f"a report is about 1 to {_MOST_WEEKS} weeks. Got {self.n_weeks}.", code="TF-WEEK"
            )
        if self.week.year not in _YEARS:
            raise InputError(
                f"a report is about a week from {_YEARS[0]} to {_YEARS[-1]}. Got {self.week}.",
                code="TF-WEEK",
            )

    @property
    def first_week(self) -> Week:
        """The week that it begins with."""
        return self.week - (self.n_weeks - 1)

    @property
    def first(self) -> date:
        """Its first day, a Monday."""
        return self.first_week.monday

    @property
    def last(self) -> date:
        """Its last day, a Sunday."""
        return self.week.sunday

    @property
    def days(self) -> tuple[date, ...]:
        """All its days."""
        return tuple(self.first + timedelta(days=n) for n in range(7 * self.n_weeks))

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last

    def now(self, today: date) -> date:
        """The day that waiting and lateness are counted to: today, but for weeks that are over their end.

        So a week that is over does not call late what fell due after it, and one to come foretells nothing.
        """
        return min(today, self.last)
