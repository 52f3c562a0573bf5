"""Days as people write them on a command line."""

from __future__ import annotations

import re
from datetime import date, timedelta

from tenfold.errors import InputError
from tenfold.lab.weeks import Week
from tenfold.wording import worded

__all__ = ["parse_day"]

_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CHINESE = "一二三四五六日"
_WORDS = {"today": 0, "tomorrow": 1, "yesterday": -1, "今天": 0, "明天": 1, "昨天": -1}
_NEXT_WEEK = ("next week", "next-week", "下周")
_MOST_YEARS = 100


def parse_day(text: str, today: date) -> date:
    """A day: ``2026-12-01``, ``fri``, ``next fri``, ``last fri``, ``yesterday``, ``+3``, ``+2w``, ``2026-W49``.

    A weekday is the next one from today on; with "next" it is that of the coming ISO week, with "last" the
    latest one before today. A week, ``next week`` too, means its Monday. In Chinese 上 is that of the ISO
    week before, as 下 is that of the one after; other words for the same are known.

    Raises InputError for anything else, and for a day more than a hundred years away.

    >>> parse_day("fri", date(2026, 11, 25)), parse_day("next mon", date(2026, 11, 25))
    (datetime.date(2026, 11, 27), datetime.date(2026, 11, 30))
    """
    day = _read(" ".join(text.split()).casefold(), today)
    if day is None or abs(day.year - today.year) > _MOST_YEARS:
        raise InputError(
            worded("{text!r} is no day that tenfold can read.", text=text),
            code="TF-DAY",
            remedy=worded(
                "For example 2026-12-01, fri, 'next fri', 'last fri', tomorrow, +3 (days), +2w or 2026-W49."
            ),
        )
    return day


def _read(said: str, today: date) -> date | None:
    if said in _WORDS:
        return today + timedelta(days=_WORDS[said])
    if said in _NEXT_WEEK:
        return (Week.of(today) + 1).monday
    if (span := re.fullmatch(r"([+-]\d{1,5})([dw]?)", said)) is not None:
        return _shifted(today, int(span[1]) * (7 if span[2] == "w" else 1))
    if re.fullmatch(r"\d{4}-?w\d{1,2}", said):
        return Week.parse(said).monday
    if (weekday := _weekday(said)) is not None:
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    if said.startswith(("next ", "next-", "下")):
        weekday = _weekday(said.removeprefix("下").removeprefix("next").lstrip(" -"))
        return None if weekday is None else (Week.of(today) + 1).days[weekday]
    if said.startswith("上"):
        weekday = _weekday(said.removeprefix("上"))
        return None if weekday is None else (Week.of(today) - 1).days[weekday]
    if said.startswith(("last ", "last-")):
        weekday = _weekday(said.removeprefix("last").lstrip(" -"))
        return (
            None if weekday is None else _shifted(today, -((today.weekday() - weekday - 1) % 7 + 1))
        )
    try:
        return date.fromisoformat(said.upper())
    except ValueError:
        return None


def _weekday(said: str) -> int | None:
    chinese = re.fullmatch(r"(?:周|星期|礼拜)([一二三四五六日天])", said)
    if chinese:
        return _CHINESE.index(chinese[1].replace("天", "日"))
    if len(said) >= 3 and said.isascii():
        for number, name in enumerate(_NAMES):
            if name.startswith(said.removesuffix(".")):
                return number
    return None


def _shifted(day: date, n_days: int) -> date | None:
    try:
        return day + timedelta(days=n_days)
    except OverflowError:
        return None
