"""A record as the library can hold it, whatever an importer made of a strange file."""

from __future__ import annotations

from dataclasses import replace

from tenfold.papers.ids import normalised
from tenfold.papers.importers.importer import Read, Refused
from tenfold.papers.record import ID_KINDS, Paper

__all__ = ["tidied"]

_YEARS = range(-9999, 10000)
_LONGEST_ID = 300


def tidied(read: Read) -> Read | Refused:
    """With identifiers in their one form and a year that is one; what is neither goes to the unknown fields.

    A record that has neither title nor identifier is refused: nothing could find it again.
    """
    paper = read.paper
    ids, extra = _ids(paper)
    if not paper.title.strip() and not ids:
        return Refused(_sayable(read.where), "it has neither a title nor an identifier.", paper.key)
    year = paper.year
    remarks = read.remarks
    if year is not None and year not in _YEARS:
        extra["year"] = str(year)
        remarks = (*remarks, f"{year} is no year.")
        year = None
    if ids != paper.ids or year != paper.year:
        paper = replace(paper, ids=ids, extra={**extra, **paper.extra}, year=year)
    return replace(read, paper=paper, where=_sayable(read.where), remarks=remarks)


def _ids(paper: Paper) -> tuple[dict[str, str], dict[str, str]]:
    """Identifiers in their one form, and those that are none of their kind."""
    forms: dict[str, str] = {}
    others: dict[str, str] = {}
    for kind, value in paper.ids.items():
        form = next((normalised(k, value) for k in ID_KINDS if k == kind), None)
        if form is not None and len(form) <= _LONGEST_ID and form.isprintable():
            forms[kind] = form
        else:
            others[kind] = value
    return forms, others


def _sayable(where: str) -> str:
    """A place that any database can keep: names of files may hold bytes that are no text."""
    return where.encode("utf-8", "backslashreplace").decode()
