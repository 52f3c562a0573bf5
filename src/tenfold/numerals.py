"""How numbers, spans of time and moments are written for people, in a report and its figures."""

from __future__ import annotations

import math
from datetime import datetime

from tenfold.language import Translate

__all__ = [
    "count",
    "count_and_share",
    "decimal",
    "energy",
    "minutes",
    "moment",
    "p_value",
    "plus_minus",
    "score",
    "share",
    "signed",
    "size_word",
]

_MISSING = "–"


def _digits(unit: str) -> int:
    return 1 if unit == "percent" else 3


def score(value: float | None, unit: str = "natural") -> str:
    """A score in its unit: three digits, or one in percent; a dash where there is none.

    >>> score(0.8421), score(84.21, "percent"), score(None)
    ('0.842', '84.2', '–')
    """
    if value is None or not math.isfinite(value):
        return _MISSING
    return decimal(value, _digits(unit))


def decimal(value: float, digits: int) -> str:
    """A number with so many decimals and a true minus; never "minus zero".

    >>> decimal(-1.25, 1), decimal(-0.001, 2)
    ('−1.2', '0.00')
    """
    text = f"{abs(value):.{digits}f}"
    return f"−{text}" if value < 0 and float(text) != 0 else text


def signed(value: float | None, unit: str = "natural") -> str:
    """A gain with its sign, by a true minus.

    >>> signed(-0.0042), signed(0.02), signed(0.0)
    ('−0.004', '+0.020', '0.000')
    """
    text = score(value, unit)
    if value is None or text == _MISSING or text.startswith("−") or float(text) == 0:
        return text
    return f"+{text}"


def plus_minus(low: float | None, high: float | None, unit: str = "natural") -> str:
    """Half the width of a symmetric interval; empty where there is none."""
    if low is None or high is None:
        return ""
    return score((high - low) / 2, unit)


def p_value(value: float | None) -> str:
    """A p value as papers print it.

    >>> p_value(0.0004), p_value(0.0312)
    ('< 0.001', '0.031')
    """
    if value is None or not math.isfinite(value):
        return _MISSING
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def minutes(seconds: float) -> str:
    """A span of time in minutes, with as many digits as it has use for.

    >>> minutes(750), minutes(6), minutes(0.4)
    ('12.5', '0.10', '< 0.01')
    """
    value = seconds / 60
    if 0 < value < 0.01:
        return "< 0.01"
    return f"{value:,.1f}" if value >= 1 else f"{value:.2f}"


def energy(kwh: float) -> str:
    """Energy in the unit that needs the fewest zeros.

    >>> energy(0.00057), energy(1.25)
    ('0.57 Wh', '1.2 kWh')
    """
    return f"{kwh:.2g} kWh" if kwh >= 0.1 else f"{kwh * 1000:.2g} Wh"


def count(value: int | None) -> str:
    """A count with thousands apart, or in millions past one.

    >>> count(1200), count(22_713_216), count(None)
    ('1,200', '22.7 M', '–')
    """
    if value is None:
        return _MISSING
    return f"{value / 1e6:,.1f} M" if value >= 1_000_000 else f"{value:,}"


def share(part: int | None, whole: int | None) -> str:
    """A part in per cent of the whole, with the digits that it has use for; empty without either.

    >>> share(147_456, 22_713_216), share(9_240, 22_713_216), share(22_720_000, 22_713_216)
    ('0.6 %', '0.04 %', '100 %')
    >>> share(None, 22_713_216)
    ''
    """
    if part is None or not whole:
        return ""
    value = 100 * part / whole
    if 0 < value < 0.01:
        return "< 0.01 %"
    return f"{value:.{0 if value >= 10 else 1 if value >= 0.1 else 2}f} %"


def count_and_share(part: int | None, whole: int | None) -> str:
    """Both in one cell.

    >>> count_and_share(147_456, 22_713_216), count_and_share(61_200, None)
    ('147,456 (0.6 %)', '61,200')
    """
    in_percent = share(part, whole)
    return f"{count(part)} ({in_percent})" if in_percent else count(part)


def moment(time: str | None, _: Translate) -> str:
    """An ISO 8601 time as a date and a time of day; what is no such time is shown as it stands."""
    if not time:
        return _MISSING
    try:
        parsed = datetime.fromisoformat(time)
    except ValueError:
        return time
    zone = " UTC" if parsed.tzinfo is not None and not parsed.utcoffset() else ""
    return _("{year}-{month:02}-{day:02} {clock}").format(
        year=parsed.year, month=parsed.month, day=parsed.day, clock=f"{parsed:%H:%M}{zone}"
    )


def size_word(size: int | str | None, _: Translate) -> str:
    """A number of training examples a class, in words; empty where the study has but one."""
    if size is None:
        return ""
    if size == "all":
        return _("all training examples")
    return _("at {n} per class").format(n=size)
