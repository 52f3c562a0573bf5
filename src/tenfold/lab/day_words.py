"""A day as a sentence says it."""

from __future__ import annotations

from datetime import date

from tenfold.language import Translate

__all__ = ["day_said", "n_days_said"]


def day_said(day: date, today: date, _: Translate) -> str:
    """The day, with its year where that is not the present one.

    >>> day_said(date(2026, 12, 5), date(2026, 11, 28), str)
    '5 Dec'
    >>> day_said(date(2027, 1, 5), date(2026, 11, 28), str)
    '5 Jan 2027'
    """
    month = _months(_)[day.month - 1]
    if day.year == today.year:
        return _("{day} {month}").format(day=day.day, month=month)
    return _("{day} {month} {year}").format(day=day.day, month=month, year=day.year)


def n_days_said(n_days: int, _: Translate) -> str:
    """A number of days.

    >>> n_days_said(1, str), n_days_said(3, str)
    ('1 day', '3 days')
    """
    return _("1 day") if n_days == 1 else _("{n} days").format(n=n_days)


def _months(_: Translate) -> tuple[str, ...]:
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
