"""The fields of one printed reference: authors, year, title, venue."""

from __future__ import annotations

import re
from dataclasses import replace

from tenfold.papers.references.names import names_at
from tenfold.papers.references.printed import PrintedReference
from tenfold.papers.references.printed_ids import address_in, ids_in, without_addresses
from tenfold.papers.references.title import title_in

__all__ = ["YEAR_AFTER_NAMES", "parsed"]

_MOST = 1_500
_YEAR = r"(?:1[5-9]|20)\d\d"
_MONTH = r"(?:[A-Z][a-z]{2,8}\.?\s+)"
_YEARS = re.compile(rf"(?<![\d.:/–-])({_YEAR})[a-z]?(?![\d/]|[–-]\d|\.\d)")
_IN_BRACKETS = re.compile(rf"\(\s*{_MONTH}?(?:\d{{1,2}}\s+)?({_YEAR})[a-z]?\s*\)")
YEAR_AFTER_NAMES = re.compile(
    rf"\s*[.,]?\s*(?:\(\s*{_MONTH}?({_YEAR})[a-z]?(?:[,/–-][^()]{{0,30}})?\)"
    rf"|[\[]?({_YEAR})[a-z]?\]?(?=\s*[.,:]\s|\s*[“\"‘]))"
    r"|\s*[.,]?\s*\(?\s*(?:n\.\s?d\.|forthcoming|in press|to appear)\s*\)?"
)
"""The year right after the authors, in brackets or between full stops; or that there is none yet."""

_LEADING_IN = re.compile(r"^[\s.,:;)”]*(?:[Ii]n\b:?\s*)?")
_EDITORS = re.compile(r"^.{2,300}?[,.]?\s*\(?\b(?:editors?|eds?\.|Eds?\.)\)?\s*[,.]?\s*")
_VENUE_END = re.compile(
    r"[,.]?\s*(?:\bpages?\b|\bpp?\.|\bvol(?:ume)?\b|\bno\.|\d+\s*[(:,–-]|\("
    rf"|\b{_YEAR}\b\s*[,.]|\.\s|,\s)"
)


def parsed(raw: str, previous: PrintedReference | None = None) -> PrintedReference:
    """Read an entry on one line, without its label; a dash stands for the authors of `previous`."""
    text = raw[:_MOST]
    found = names_at(text)
    ids = ids_in(text)
    rest = text[found.end :]
    dated = YEAR_AFTER_NAMES.match(rest) if found.end else None
    year = int(dated[1] or dated[2]) if dated and (dated[1] or dated[2]) else None
    title, after = title_in(rest[dated.end() :] if dated else rest, found, has_year=bool(dated))
    if year is None:
        year = _year(without_addresses(after)) or _year(without_addresses(text))
    authors = previous.authors if found.is_dash and previous else found.names
    read = PrintedReference(
        raw=raw, authors=authors, is_cut_off=found.is_cut_off, title=title, year=year,
        venue=_venue(after), ids=ids, url=address_in(text),
    )  # fmt: skip
    return replace(read, sure=_sure(read, has_date=bool(dated), closing=found.closing))


def _year(text: str) -> int | None:
    """The last in brackets, else the last."""
    bracketed = _IN_BRACKETS.findall(text)
    years = bracketed or _YEARS.findall(text)
    return int(years[-1]) if years else None


def _venue(after: str) -> str:
    """What stands between the title and the numbers: journal, proceedings or book."""
    text = _LEADING_IN.sub("", without_addresses(after)[:600], count=1)
    if (editors := _EDITORS.match(text)) and not re.search(r"\d", editors[0]):
        text = text[editors.end() :]
    end = _VENUE_END.search(text, 2)
    venue = text[: end.start() if end else len(text)].strip(" .,;:()“”\"'")
    return " ".join(venue.split()) if any(c.isalpha() for c in venue) else ""


def _sure(read: PrintedReference, *, has_date: bool, closing: str) -> float:
    n_words = len(read.title.split())
    sure = 0.3 * bool(read.authors) + 0.2 * (read.year is not None)
    sure += 0.3 if 3 <= n_words <= 25 else 0.1 if n_words else 0.0
    sure += 0.1 if has_date or closing in ("“", '"', ".", ":") else 0.0
    sure += 0.1 if read.venue or read.ids or read.url else 0.0
    return sure if 20 <= len(read.raw) <= 1_200 else sure / 2
