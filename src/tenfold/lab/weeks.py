"""Weeks as ISO 8601 counts them: Monday first; week 1 is the one with the year's first Thursday."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from tenfold.errors import InputError

__all__ = ["Week"]

_WRITTEN = re.compile(r"(\d{4})-?W(\d{1,2})", re.IGNORECASE)

_LAST_YEAR = 9998
"""The last one whose weeks all end within the calendar of `datetime`."""


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One ISO week: `year` is the year of its Thursday, which around New Year is not that of all its days."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Week:
        """The week that a day is in.

        >>> str(Week.of(date(2027, 1, 1)))
        '2026-W53'
        """
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, text: str) -> Week:
        """A week as people write it: ``2026-W47``. Raises InputError where there is no such week."""
        found = _WRITTEN.fullmatch(text.strip())
        if found is None or not 1 <= int(found[1]) <= _LAST_YEAR:
            raise InputError(
                f"{text!r} is no week.",
                code="TF-WEEK",
                remedy="Write it as 2026-W47, Monday first.",
            )
        year, number = int(found[1]), int(found[2])
        try:
            date.fromisocalendar(year, number, 1)
        except ValueError:
            n_weeks = 53 if _has_53(year) else 52
            raise InputError(
                f"{year} has no week {number}.",
                code="TF-WEEK",
                remedy=f"Its weeks go from {year:04}-W01 to {year:04}-W{n_weeks}.",
            ) from None
        return cls(year, number)

    @property
    def monday(self) -> date:
        """Its first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)

    @property
    def days(self) -> tuple[date, ...]:
        """Its seven days, Monday first."""
        return tuple(self.monday + timedelta(days=n) for n in range(7))

    def __add__(self, n_weeks: int) -> Week:
        return Week.of(self.monday + timedelta(weeks=n_weeks))

    def __sub__(self, n_weeks: int) -> Week:
        return self + -n_weeks

    def since(self, earlier: Week) -> int:
        """How many weeks it is after an earlier one (negative: before it)."""
        return (self.monday - earlier.monday).days // 7

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and Week.of(day) == self

    def __str__(self) -> str:
        return f"{self.year:04}-W{self.number:02}"


def _has_53(year: int) -> bool:
    return date(year, 12, 28).isocalendar().week == 53
