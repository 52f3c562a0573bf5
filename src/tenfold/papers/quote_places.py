"""Where the quotes of an answer stand in the paper's PDF."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate
from typing import Any

from tenfold.papers.quotes import Quote

__all__ = ["QuotePlace", "place_line", "quote_places"]

_LEFT_OUT = re.compile(r"\[?(?:\.\s?\.\s?\.|…)\]?")


@dataclass(frozen=True, slots=True)
class QuotePlace:
    """A quote and the page, from 1, on which its words begin; `page` is None where they were not found.

    `said` is the page that the reader gave, if any. Where the words stand on several pages and one of them is
    the page that was said, that one is meant.
    """

    text: str
    said: int | None
    page: int | None

    @property
    def agrees(self) -> bool:
        """Whether the words were found, and where they were said to be."""
        return self.page is not None and self.said in (None, self.page)

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {**asdict(self), "agrees": self.agrees}


def quote_places(quotes: Iterable[Quote], pages: Sequence[str]) -> list[QuotePlace]:
    """Where each quote stands among the texts of pages.

    Letters and digits alone are compared: case, blanks, punctuation, hyphens of broken lines and ligatures do
    not count. What was left out (``...``) may be anything, in the order of the text.
    """
    folded = [_folded(page) for page in pages]
    whole, starts = "".join(folded), [0, *accumulate(map(len, folded))]
    return [QuotePlace(q.text, q.page, _page(q, whole, starts)) for q in quotes]


def _page(quote: Quote, whole: str, starts: Sequence[int]) -> int | None:
    parts = [part for part in map(_folded, _LEFT_OUT.split(quote.text)) if part]
    if not parts:
        return None
    n_pages = len(starts) - 1
    if quote.page is not None and 1 <= quote.page <= n_pages:
        at = _found(parts, whole, starts[quote.page - 1])
        if at is not None and at < starts[quote.page]:
            return quote.page
    at = _found(parts, whole, 0)
    return None if at is None else bisect_right(starts, at)


def _found(parts: Sequence[str], whole: str, start: int) -> int | None:
    """Where the first part begins, the others following it."""
    first, at = None, start
    for part in parts:
        at = whole.find(part, at)
        if at < 0:
            return None
        first = at if first is None else first
        at += len(part)
    return first


def _folded(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def place_line(place: QuotePlace) -> str:
    """In words, for a reader.

    >>> place_line(QuotePlace("low rank", 3, 4))
    '"low rank": not on p. 3 but on p. 4'
    """
    text = place.text if len(place.text) <= 60 else f"{place.text[:59]}…"
    if place.page is None:
        return f'"{text}": not found in the PDF'
    if place.said in (None, place.page):
        return f'"{text}": p. {place.page}'
    return f'"{text}": not on p. {place.said} but on p. {place.page}'
