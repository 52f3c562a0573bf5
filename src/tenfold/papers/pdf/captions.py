"""Captions of figures and tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tenfold.papers.pdf.headings import heading_in
from tenfold.papers.pdf.pdf_text import PdfLine, PdfText
from tenfold.papers.pdf.prose import joined
from tenfold.papers.pdf.sizes import body_size, same_size

__all__ = ["Caption", "captions_of"]

_LABEL = re.compile(
    r"(?P<kind>Figure|Fig\.?|Table|Tab\.|Algorithm|Listing|图|表)\s*(?P<number>(?:[A-Z]\.?)?\d{1,3}|[IVX]{1,5})"
    r"(?P<end>\s*[:：|.]|\s+—|\s*$)\s*(?P<text>.*)",
    re.IGNORECASE,
)
_KINDS = {"fig": "Figure", "fig.": "Figure", "tab.": "Table", "图": "Figure", "表": "Table"}
_LONGEST = 1500
_GAP = 1.6
"""Lines of a caption stand closer than so many times their size."""


@dataclass(frozen=True, slots=True)
class Caption:
    """What is printed below a figure or above a table: ``Figure 2``, the words, the page from 1."""

    label: str
    text: str
    page: int

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return asdict(self)


def captions_of(text: PdfText) -> list[Caption]:
    """In the order of pages. A sentence that begins with ``Figure 2 shows`` is none; of two with one label on
    one page, the first counts.
    """
    body = body_size(line for _, line in text.lines())
    found: dict[tuple[str, int], Caption] = {}
    for number, page in enumerate(text.pages, start=1):
        for at in range(len(page.lines)):
            caption = _caption(page.lines, at, body)
            if caption is not None:
                label, words = caption
                found.setdefault((label, number), Caption(label, words, number))
    return list(found.values())


def _caption(lines: Sequence[PdfLine], at: int, body: float) -> tuple[str, str] | None:
    first = lines[at]
    label = _LABEL.match(first.text)
    if label is None or (label["end"].strip() in (".", "") and _goes_on(lines, at)):
        return None
    own = [label["text"]]
    for before, line in zip(lines[at:], lines[at + 1 :], strict=False):
        is_next = 0 < before.y - line.y <= _GAP * max(line.size, before.size)
        is_set_alike = same_size(line.size, first.size) or len(own) == 1
        if not is_next or not is_set_alike or _LABEL.match(line.text):
            break
        if heading_in(line, body) is not None or sum(map(len, own)) > _LONGEST:
            break
        own.append(line.text)
    words = joined(own)[:_LONGEST].strip()
    if not words:
        return None
    kind = _KINDS.get(label["kind"].casefold(), label["kind"].capitalize())
    return f"{kind} {label['number'].upper()}", words


def _goes_on(lines: Sequence[PdfLine], at: int) -> bool:
    """Whether the line is amid a paragraph: the one above ends without a stop and stands close to it."""
    if at == 0:
        return False
    before, line = lines[at - 1], lines[at]
    is_close = 0 < before.y - line.y <= _GAP * line.size and same_size(before.size, line.size)
    return is_close and before.text.rstrip()[-1:] not in (".", ":", "?", "!")
