"""The sections of a paper, each with the page on which it begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from tenfold.papers.pdf.headings import heading_in, is_references
from tenfold.papers.pdf.pdf_text import PdfText
from tenfold.papers.pdf.sizes import body_size, same_size

__all__ = ["Section", "sections_of"]

_NUMBERED = re.compile(r"((?:\d{1,2}|[A-Z])(?:\.\d{1,2})*|[IVX]{1,5}(?=\.))\.?\s+(.+)")
_FEWEST = 3
"""Fewer bookmarks than this are those of a title page, not of a paper's sections."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading: its number as printed (or empty), title, depth from 1, and page from 1."""

    number: str
    title: str
    level: int
    page: int

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return asdict(self)


def sections_of(text: PdfText) -> list[Section]:
    """The file's own bookmarks where it has them, else the lines that are set as headings.

    From the list of references on, only what is numbered or as large as that heading counts: bold names stand
    in such lists.
    """
    if len(text.outline) >= _FEWEST:
        return [_bookmarked(e.level, e.title, e.page) for e in text.outline]
    return list(_set_as_headings(text))


def _bookmarked(level: int, title: str, page: int) -> Section:
    found = _NUMBERED.fullmatch(title)
    number, words = (found[1], found[2]) if found else ("", title)
    return Section(number, words, level + 1, page)


def _set_as_headings(text: PdfText) -> Iterator[Section]:
    body = body_size(line for _, line in text.lines())
    title_size = (
        max((line.size for line in text.pages[0].lines), default=0.0) if text.pages else 0.0
    )
    references_size = 0.0
    for page, line in text.lines():
        is_title = page == 1 and title_size > 1.2 * body and same_size(line.size, title_size)
        heading = None if is_title else heading_in(line, body)
        if heading is None:
            continue
        if references_size and not same_size(line.size, references_size):
            continue
        if is_references(heading.title):
            references_size = line.size
        level = heading.number.count(".") + 1
        yield Section(heading.number, heading.title, level, page)
