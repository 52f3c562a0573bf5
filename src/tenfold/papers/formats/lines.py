"""Text on one line, the way the formats of references mean white space."""

from __future__ import annotations

import re

__all__ = ["SPACES", "one_line", "paragraphs"]

SPACES = " \t\r\n\f\v"
"""What counts as white space; the no-break spaces are text."""

_SPACE = re.compile(rf"[{SPACES[1:]}][{SPACES}]*| [{SPACES}]+")  # one space alone is left as it is
_PARAGRAPH = re.compile(rf"\n[{SPACES[:2]}]*\n")


def one_line(text: str) -> str:
    r"""With every run of white space one space.

    >>> one_line(" A  title\n over two lines ")
    'A title over two lines'
    """
    if "  " not in text and text.isprintable():  # most are, and this is ten times as fast
        return text.strip(" ")
    return _SPACE.sub(" ", text).strip(" ")


def paragraphs(text: str) -> list[str]:
    """Its paragraphs, which an empty line parts, each on one line; none of them empty."""
    if "\n" not in text:
        return [said] if (said := one_line(text)) else []
    return [said for piece in _PARAGRAPH.split(text) if (said := one_line(piece))]
