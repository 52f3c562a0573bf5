"""Dates of BibTeX (year, month, day) and biblatex (date), as ISO 8601 as far as they are known."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tenfold.papers.formats.bibtex.latex import text_of
from tenfold.papers.record import Paper

__all__ = ["MONTHS", "date_of", "date_written"]

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?![\dXu])")
_MONTH = re.compile(rf"\b({'|'.join(MONTHS)})", re.IGNORECASE)


def date_of(fields: Mapping[str, str]) -> tuple[int | None, str]:
    """Year, and the date as far as it is known. Of a range its beginning; a season is left out.

    >>> date_of({"date": "2004-10-27/2005"}), date_of({"year": "2021", "month": "jun"})
    ((2004, '2004-10-27'), (2021, '2021-06'))
    """
    if found := _ISO.match(fields.get("date", "").strip()):
        return int(found[1]), _iso(found[1], found[2], found[3])
    year = re.search(r"(?<!\d)\d{1,4}(?!\d)", text_of(fields.get("year", "")))
    if year is None:
        return None, ""
    month, day = _month_and_day(fields.get("month", ""), fields.get("day", ""))
    return int(year[0]), _iso(year[0].zfill(4), month, day)


def date_written(paper: Paper) -> dict[str, str]:
    """As BibTeX has it since ever; biblatex reads that too."""
    if paper.year is None:
        return {}
    fields = {"year": str(paper.year)}
    found = _ISO.fullmatch(paper.issued)
    if found and int(found[1]) == paper.year and found[2]:
        fields["month"] = MONTHS[int(found[2]) - 1] if 1 <= int(found[2]) <= 12 else found[2]
        if found[3]:
            fields["day"] = str(int(found[3]))
    return fields


def _month_and_day(month: str, day: str) -> tuple[str | None, str | None]:
    said = text_of(month).strip()
    number = re.search(r"\d{1,2}", f"{day} " if day.strip().isdigit() else "")
    if named := _MONTH.search(said):
        number = number or re.search(r"\d{1,2}", said)
        place = MONTHS.index(named[1].casefold()) + 1
        return f"{place:02d}", number[0].zfill(2) if number else None
    if said.isdigit() and len(said) <= 2:
        return said.zfill(2), number[0].zfill(2) if number else None
    return None, None


def _iso(year: str, month: str | None, day: str | None) -> str:
    if month is None or not 1 <= int(month) <= 12:
        return year
    if day is None or not 1 <= int(day) <= 31:
        return f"{year}-{month}"
    return f"{year}-{month}-{day}"
