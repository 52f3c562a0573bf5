"""Days and spans of days in words."""

from __future__ import annotations

from datetime import date
from functools import cache

from tenfold.language import Translate

__all__ = ["day_said", "day_title", "day_words", "n_days_words", "range_title", "short_day"]


def day_title(day: date, _: Translate) -> str:
    """The weekday and the day of the month.

    >>> day_title(date(2026, 11, 23), str)
    'Monday, 23 November'
    """
    return _("{weekday}, {day} {month}").format(
        weekday=_weekdays(_)[day.weekday()], day=day.day, month=_months(_)[day.month - 1]
    )


def short_day(day: date, _: Translate) -> str:
    """The same in a few characters.

    >>> short_day(date(2026, 11, 23), str)
    'Mon 23 Nov'
    """
    return _("{weekday} {day} {month}").format(
        weekday=_short_weekdays(_)[day.weekday()],
        day=day.day,
        month=_short_months(_)[day.month - 1],
    )


def day_words(day: date, _: Translate) -> str:
    """A day with its year.

    >>> day_words(date(2026, 11, 23), str)
    '23 November 2026'
    """
    return _("{day} {month} {year}").format(
        day=day.day, month=_months(_)[day.month - 1], year=day.year
    )


def day_said(day: date, today: date, _: Translate) -> str:
    """A day in a sentence, with its year where that is not the present one.

    >>> day_said(date(2026, 12, 5), date(2026, 11, 28), str)
    '5 Dec'
    >>> day_said(date(2027, 1, 5), date(2026, 11, 28), str)
    '5 Jan 2027'
    """
    month = _short_months(_)[day.month - 1]
    if day.year == today.year:
        return _("{day} {month}").format(day=day.day, month=month)
    return _("{day} {month} {year}").format(day=day.day, month=month, year=day.year)


def range_title(first: date, last: date, _: Translate) -> str:
    """From a day to another, with no month or year said twice.

    >>> range_title(date(2026, 11, 23), date(2026, 11, 29), str)
    '23 to 29 November 2026'
    >>> range_title(date(2026, 12, 28), date(2027, 1, 3), str)
    '28 December 2026 to 3 January 2027'
    """
    if first.year != last.year:
        return _("{first} to {last}").format(first=day_words(first, _), last=day_words(last, _))
    fields = {
        "day": first.day,
        "month": _months(_)[first.month - 1],
        "last_day": last.day,
        "last_month": _months(_)[last.month - 1],
        "year": last.year,
    }
    if first.month != last.month:
        return _("{day} {month} to {last_day} {last_month} {year}").format(**fields)
    return _("{day} to {last_day} {month} {year}").format(**fields)


def n_days_words(n: int, _: Translate) -> str:
    """A number of days.

    >>> n_days_words(1, str), n_days_words(12, str)
    ('1 day', '12 days')
    """
    return _("1 day") if n == 1 else _("{n} days").format(n=n)


@cache
def _weekdays(_: Translate) -> tuple[str, ...]:
    return (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )


@cache
def _short_weekdays(_: Translate) -> tuple[str, ...]:
    return (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


@cache
def _months(_: Translate) -> tuple[str, ...]:
    return (
        _("January"),
        _("February"),
        _("March"),
        _("April"),
        _("May"),
        _("June"),
        _("July"),
        _("August"),
        _("September"),
        _("October"),
        _("November"),
        _("December"),
    )


@cache
def _short_months(_: Translate) -> tuple[str, ...]:
    return (
        _("Jan"),
        _("Feb"),
        _("Mar"),
        _("Apr"),
        _("May"),
        _("Jun"),
        _("Jul"),
        _("Aug"),
        _("Sep"),
        _("Oct"),
        _("Nov"),
        _("Dec"),
    )
