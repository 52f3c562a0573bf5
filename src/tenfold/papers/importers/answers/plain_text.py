"""Text of a source made plain: no control characters, no lone surrogates, no marks of HTML or JATS."""

from __future__ import annotations

import html
import re

__all__ = ["one_line", "paragraphs", "without_marks"]

# What no database and no terminal should be handed: C0 and C1 but tab and line ends; NUL among them.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_NAMES = (
    "abstract|b|bold|br|break|disp-formula|div|em|ext-link|i|inline-formula|inline-graphic|italic|list|list-item"
    "|monospace|p|roman|sans-serif|sc|scp|sec|span|strike|strong|styled-content|sub|sup|tex-math|title|tt|u"
    "|underline|uri|xref"
)
# Only names that are marks, so that "a < b and c > d" stays; any name under the prefixes of JATS and MathML.
_MARK = re.compile(
    rf"</?(?:(?:jats|mml|m):[A-Za-z-]{{1,40}}|(?:{_NAMES}))(?:\s[^<>]{{0,2000}})?/?>", re.IGNORECASE
)
_BLOCK = re.compile(
    r"</?(?:jats:)?(?:p|sec|title|list-item|br|break|div|disp-formula)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_HEADING = re.compile(r"\A\s*(?:abstract|summary)\s*(?:[:.]\s*|\n)\s*(?=\S)", re.IGNORECASE)


def one_line(text: str) -> str:
    r"""On one line, with single blanks.

    >>> one_line("A\n  title\x00 of   two lines ")
    'A title of two lines'
    """
    return " ".join(_clean(text).split())


def paragraphs(text: str) -> str:
    """Each paragraph on a line of its own, with single blanks."""
    lines = (" ".join(line.split()) for line in _clean(text).splitlines())
    return "\n".join(line for line in lines if line)


def without_marks(text: str) -> str:
    """The words of a text with marks of HTML, JATS or MathML; a heading "Abstract" is left out.

    >>> without_marks("<jats:title>Abstract</jats:title><jats:p>If p &lt; 0.05 &amp; <i>n</i> < 3</jats:p>")
    'If p < 0.05 & n < 3'
    """
    marked = _MARK.sub("", _BLOCK.sub("\n", text))
    return _HEADING.sub("", paragraphs(html.unescape(html.unescape(marked))))


def _clean(text: str) -> str:
    return _CONTROL.sub(" ", text).encode("utf-8", "replace").decode("utf-8")
