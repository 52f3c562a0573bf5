"""Quotes in what was written about a paper: ``> "text" (p. 4)``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["Quote", "quote_line", "quotes_in"]

_PAIRS = {'"': '"', "“": "”", "„": "“", "«": "»", "「": "」", "『": "』"}
_PLACE = re.compile(
    r"(?:[(（]\s*(?:pp?\.?|pages?|S\.)\s*(\d{1,5})(?:\s*[-–]\s*\d{1,5})?\s*[)）]"
    r"|[(（]\s*第\s*(\d{1,5})\s*页\s*[)）])",
    re.IGNORECASE,
)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a paper, and the page that they stand on, counted from 1 as the file counts; None: not said."""

    text: str
    page: int | None

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return asdict(self)


def quotes_in(markdown: str, *, also_without_page: bool = False) -> list[Quote]:
    r"""The quotes that name their page, in order; with `also_without_page`, those without one too.

    Code is none.

    >>> quotes_in('It says:\n\n> "We freeze the weights" (p. 4)')
    [Quote(text='We freeze the weights', page=4)]
    """
    quotes = [quote for block in _blocks(markdown) if (quote := _quote(block)) is not None]
    return [quote for quote in quotes if also_without_page or quote.page is not None]


def quote_line(quote: Quote) -> str:
    """A quote as `quotes_in` reads it.

    >>> quote_line(Quote("We freeze the weights", 4))
    '> "We freeze the weights" (p. 4)'
    """
    place = "" if quote.page is None else f" (p. {quote.page})"
    return f'> "{quote.text}"{place}'


def _blocks(markdown: str) -> Iterator[str]:
    """Each block of lines that begin with `>`, on one line; one that ends in a page ends its block."""
    block: list[str] = []
    fence = ""
    for line in [*markdown.splitlines(), ""]:
        mark = _FENCE.match(line)
        if mark and not (fence and not mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        is_quote = not fence and line.lstrip(" ").startswith(">")
        if is_quote:
            block.append(line.lstrip(" ")[1:].strip())
        if block and (not is_quote or _place_at_end(block[-1])):
            yield " ".join(" ".join(block).split())
            block = []


def _quote(block: str) -> Quote | None:
    place = _place_at_end(block)
    said = block[: place.start()].strip() if place else block
    if len(said) < 3 or _PAIRS.get(said[0]) != said[-1]:
        return None
    page = int(place[1] or place[2]) if place else None
    text = said[1:-1].strip()
    return Quote(text, page) if text and page != 0 else None


def _place_at_end(text: str) -> re.Match[str] | None:
    return next((place for place in _PLACE.finditer(text) if place.end() == len(text)), None)
