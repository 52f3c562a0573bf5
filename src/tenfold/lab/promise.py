"""What is promised for a day, written in one piece: `TEXT by DAY`."""

from __future__ import annotations

from datetime import date

from tenfold.errors import InputError
from tenfold.lab.days import parse_day

__all__ = ["parse_promise"]


def parse_promise(text: str, today: date) -> tuple[str, date]:
    """The text and its day, parted at the last "by". Raises InputError where either is missing.

    >>> parse_promise("results by seed by 2026-12-05", date(2026, 11, 28))
    ('results by seed', datetime.date(2026, 12, 5))
    """
    said, _, day = " ".join(text.split()).rpartition(" by ")
    if not said:
        raise InputError(
            f"{text!r} does not say by when.",
            code="TF-GOAL",
            remedy="Write the text and its day, for example 'draft by 2026-12-05' or 'draft by fri'.",
        )
    return said, parse_day(day, today)
