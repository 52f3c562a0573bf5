"""Rules of recurrence (RFC 5545), followed for a bounded time: a rule from a stranger may never come to an end.

`dateutil` knows what a rule means, but looks for its next date as long as it takes. So each step that it makes
is counted, and it is stopped when a series, or the whole file, has used up what it may.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from dateutil.rrule import rrule, rrulestr

__all__ = ["Budget", "RuleError", "occurrences"]

_MOST_VALUES = 100
_MOST_A_DAY = 24
_MOST_INTERVAL = 10_000
_COSTS = {"DAILY": 1, "WEEKLY": 3, "MONTHLY": 8, "YEARLY": 60}
"""Of one step, in about microseconds; and for each year that it leads into:"""
_NEW_YEAR = 60
_A_YEAR = {"DAILY": 365, "WEEKLY": 52, "MONTHLY": 12, "YEARLY": 1}
_PARTS = {
    "FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYDAY",
    "BYSETPOS", "BYHOUR", "BYMINUTE", "BYSECOND",
}  # fmt: skip


class RuleError(Exception):
    """A rule that is not followed (further); says why in a few words."""


@dataclass
class Budget:
    """What following rules may still cost, in all and for the present series."""

    total: int = 5_000_000
    a_series: int = 200_000
    left: int = 0

    def begin(self) -> None:
        """The next series."""
        self.left = self.a_series

    def spend(self, cost: int) -> None:
        """Raises RuleError when nothing is left."""
        self.left -= cost
        self.total -= cost
        if min(self.left, self.total) < 0:
            raise RuleError("repeats too often or too long to be followed")


class _Interval(int):
    """A number that counts how often it is added: `dateutil` adds the interval of a rule once a step."""

    budget: Budget
    cost: int

    def __radd__(self, other: int) -> int:
        self.budget.spend(self.cost)
        return int(other) + int(self)

    def __mul__(self, other: int) -> _Interval:
        return _interval(int(self) * int(other), self.budget, self.cost)


def _interval(value: int, budget: Budget, cost: int) -> _Interval:
    counted = _Interval(value)
    counted.budget, counted.cost = budget, cost
    return counted


def occurrences(
    rule: Mapping[str, list[Any]], start: datetime, until: datetime, budget: Budget
) -> Iterator[datetime]:
    """When a rule applies, from `start` to `until`, in order, on the clock of the event (without a zone).

    `rule` is one as icalendar reads it, with lists of values by the name of the part; a moment that it names
    itself as the last must have been put on that clock. Raises RuleError for a rule that is wrong, that repeats
    more often than 24 times a day, or that uses up the budget.
    """
    cost = _checked(rule)
    given = {name: values for name, values in rule.items() if name != "UNTIL"}
    last = min([until, *map(_end_of, rule.get("UNTIL", []))])
    try:
        read = rrulestr(_written(given), dtstart=start)
        assert isinstance(read, rrule)
        step = _interval(int(given.get("INTERVAL", [1])[0]), budget, cost)
        followed = iter(read.replace(interval=step))
        while (moment := next(followed, None)) is not None and moment <= last:
            budget.spend(1)
            yield moment
    except (ValueError, TypeError, AttributeError, IndexError, KeyError, OverflowError):
        raise RuleError("repeats by a rule that cannot be read") from None


def _checked(rule: Mapping[str, list[Any]]) -> int:
    """What a step costs. Raises RuleError for a rule that is not to be followed."""
    frequency = str(rule.get("FREQ", [""])[0])
    if frequency in ("HOURLY", "MINUTELY", "SECONDLY"):
        raise RuleError("repeats more often than 24 times a day")
    if frequency not in _COSTS or not set(rule) <= _PARTS:
        raise RuleError("repeats by a rule that cannot be read")
    if not all(1 <= int(value) <= _MOST_INTERVAL for value in rule.get("INTERVAL", [1])):
        raise RuleError("repeats by a rule that cannot be read")
    n_a_day = 1
    for name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        n_a_day *= len(rule.get(name, [0]))
    if n_a_day > _MOST_A_DAY or sum(map(len, rule.values())) > _MOST_VALUES:
        raise RuleError("repeats more often than 24 times a day")
    n_years = int(rule.get("INTERVAL", [1])[0]) // _A_YEAR[frequency]
    return _COSTS[frequency] * (1 + len(rule.get("BYSETPOS", []))) + n_years * _NEW_YEAR


def _written(rule: Mapping[str, list[Any]]) -> str:
    parts = (f"{name}={','.join(str(value) for value in values)}" for name, values in rule.items())
    return ";".join(parts)


def _end_of(last: Any) -> datetime:
    """The last moment that UNTIL lets in: a day means all of it."""
    if isinstance(last, datetime):
        return last.replace(tzinfo=None)
    if isinstance(last, date):
        return datetime.combine(last, time.max)
    raise RuleError("repeats by a rule that cannot be read")
