"""When rows came to be: dates and times as people write them, as seconds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import numpy as np
from jaxtyping import Float64

__all__ = ["Moments", "day_comes_first", "moments_of"]

Moments = Float64[np.ndarray, " n"]
"""Seconds since 1970 in UTC, NaN where nothing could be read. A time without a zone is taken as UTC."""

_NUMBERS = re.compile(
    r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d\d)(?:[ ,T]+(\d{1,2}):(\d\d)(?::(\d\d))?)?$"
)
_YEAR_FIRST = re.compile(
    r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?(?:[ T]*(\d{1,2})[:时](\d\d)(?::(\d\d))?分?)?$"
)
_NAMED = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y", "%d-%b-%Y",
          "%b %Y", "%B %Y", "%a %b %d %H:%M:%S %z %Y", "%a, %d %b %Y %H:%M:%S %z",
          "%d %b %Y %H:%M:%S", "%b %d, %Y %H:%M", "%B %d, %Y %H:%M")  # fmt: skip
_EARLIEST, _LATEST = 1e8, 4.2e9
"""Numbers between these are seconds since 1970 (1973 to 2103), a thousand times larger ones milliseconds."""


def moments_of(values: Sequence[str]) -> Moments:
    """Read ISO 8601, ``31/12/2024`` (or month first), ``31 Dec 2024``, 2024年12月31日, years, seconds.

    Whether the day or the month comes first is told from all values together (`day_comes_first`).
    """
    distinct = set(values)
    day_first = day_comes_first(distinct)
    known = {value: _moment(value.strip(), day_first) for value in distinct}
    return np.array([known[value] for value in values], dtype=np.float64)


def day_comes_first(values: Iterable[str]) -> bool:
    """Unless a second number above 12 says that the month does.

    >>> day_comes_first(["1/2/2024", "3/31/2024"]), day_comes_first(["1/2/2024"])
    (False, True)
    """
    found = [match for value in values if (match := _NUMBERS.match(value.strip()))]
    return not any(int(match.group(2)) > 12 for match in found)


def _moment(value: str, day_first: bool) -> float:
    if not value:
        return np.nan
    if match := _NUMBERS.match(value):
        day, month = (1, 2) if day_first else (2, 1)
        return _seconds(match.group(3), match.group(month), match.group(day), match.groups()[3:])
    if match := _YEAR_FIRST.match(value):
        return _seconds(match.group(1), match.group(2), match.group(3), match.groups()[3:])
    try:
        return _utc(datetime.fromisoformat(value))
    except ValueError:
        return _epoch(value) if _looks_like_number(value) else _named(value)


def _seconds(year: str, month: str | None, day: str | None, clock: tuple[str | None, ...]) -> float:
    whole_year = int(year) if len(year) == 4 else 2000 + int(year) - 100 * (int(year) > 68)
    try:
        hour, minute, second = (int(part or 0) for part in clock)
        return _utc(datetime(whole_year, int(month or 1), int(day or 1), hour, minute, second))
    except ValueError:
        return np.nan


def _utc(moment: datetime) -> float:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _looks_like_number(value: str) -> bool:
    return bool(re.fullmatch(r"\d{9,13}(\.\d{1,9})?", value))


def _epoch(value: str) -> float:
    number = float(value)
    for scale in (1.0, 1000.0):
        if _EARLIEST <= number / scale <= _LATEST:
            return number / scale
    return np.nan


def _named(value: str) -> float:
    for form in _NAMED:
        try:
            return _utc(datetime.strptime(value, form))
        except ValueError:
            continue
    return np.nan
