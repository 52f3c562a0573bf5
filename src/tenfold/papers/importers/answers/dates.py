"""As much of a date as a source knows, as ISO 8601 writes it."""

from __future__ import annotations

import datetime
import re

__all__ = ["iso_date", "month_number", "year_of"]

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:[T ].*)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORDS = re.compile(r"[A-Za-z]{3,}")


def iso_date(*parts: object) -> str:
    """Year, month and day, as far as they are whole numbers that make a day.

    >>> iso_date(2021, 6), iso_date(2021, 2, 31), iso_date("2018-02-13T08:00:00Z"), iso_date(None)
    ('2021-06', '2021-02', '2018-02-13', '')
    """
    if len(parts) == 1 and isinstance(parts[0], str):
        found = _ISO.fullmatch(parts[0].strip())
        return iso_date(*(int(p) for p in found.groups() if p)) if found else ""
    numbers: list[int] = []
    for part in parts[:3]:
        if not isinstance(part, int) or not _is_day([*numbers, part]):
            break
        numbers.append(part)
    return "-".join(f"{n:0{4 if i == 0 else 2}d}" for i, n in enumerate(numbers))


def year_of(issued: str) -> int | None:
    """The year of an ISO date."""
    return int(issued[:4]) if issued else None


def month_number(written: str) -> int | None:
    """The month that a text names first, in words of English or as a number.

    >>> month_number("June"), month_number("July 5-10"), month_number("07"), month_number("Spring")
    (6, 7, 7, None)
    """
    said = written.strip()
    if said.isascii() and said.isdigit() and len(said) <= 2:
        return int(said) if 1 <= int(said) <= 12 else None
    for word in _WORDS.findall(said):
        if word[:3].casefold() in _MONTHS:
            return _MONTHS.index(word[:3].casefold()) + 1
    return None


def _is_day(numbers: list[int]) -> bool:
    year, month, day = [*numbers, 1, 1][:3]
    try:
        datetime.date(year, month, day)
    except (ValueError, OverflowError):
        return False
    return year >= 1000
