"""Times of day as people write them on a command line."""

from __future__ import annotations

import re
from datetime import time

from tenfold.errors import InputError

__all__ = ["parse_time"]

_WRITTEN = re.compile(
    r"(\d{1,2})(?:[:.：]?(\d{2}))?(?:\s*([ap])\.?m\.?)?", re.ASCII | re.IGNORECASE
)


def parse_time(text: str) -> time:
    """A time of day: ``14:00``, ``9``, ``930``, ``2pm``. Raises InputError for anything else.

    >>> parse_time("14:00"), parse_time("2 pm"), parse_time("12am")
    (datetime.time(14, 0), datetime.time(14, 0), datetime.time(0, 0))
    """
    found = _WRITTEN.fullmatch(text.strip())
    if found is not None:
        hour, minute = int(found[1]), int(found[2] or 0)
        if found[3]:
            hour = hour % 12 + (12 if found[3].casefold() == "p" else 0) if 1 <= hour <= 12 else 99
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise InputError(
        f"{text!r} is no time of day.", code="TF-TIME", remedy="Write it as 14:00 or 9:30."
    )
