"""Identifiers that a first page prints: often those of another paper, a template's or one that is cited."""

from __future__ import annotations

import re

from tenfold.papers.ids import normalised
from tenfold.papers.pdf.pdf_text import PdfText
from tenfold.papers.record import IdKind

__all__ = ["printed_ids"]

_MOST = 3
_PATTERNS: tuple[tuple[IdKind, re.Pattern[str]], ...] = (
    ("arxiv", re.compile(
        r"arxiv(?:\.org/(?:abs|pdf)/|\s*:\s*)(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})", re.I)),
    ("doi", re.compile(r"\b(10\.\d{4,9}/[^\s\"<>]+)")),
    ("acl", re.compile(r"aclanthology\.org/([A-Z]\d{2}-\d{4}|\d{4}\.[a-z0-9]+-[a-z0-9]+\.\d+)", re.I)),
)  # fmt: skip


def printed_ids(text: PdfText) -> list[tuple[IdKind, str]]:
    """Those of the first page, a few of a kind, in their one form and the order in which they stand there.

    None of them is known to be this paper's: see where its title agrees.
    """
    if not text.pages:
        return []
    page = text.pages[0].text
    found: dict[tuple[IdKind, str], None] = {}
    for kind, pattern in _PATTERNS:
        own = [form for written in pattern.findall(page) if (form := normalised(kind, written))]
        found.update(dict.fromkeys((kind, form) for form in dict.fromkeys(own[:_MOST])))
    return list(found)
