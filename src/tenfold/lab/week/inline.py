"""What people wrote, as one line of inline Markdown that cannot break the list that it stands in."""

from __future__ import annotations

import re
from functools import lru_cache

from tenfold.look.markdown import escape_markdown

__all__ = ["as_text", "inline_markdown"]

_BEGINS_A_BLOCK = re.compile(
    r"[#>=|]|[-+*](?=\s|$)|(?:[-*_]\s*){3,}$|~{3}|\[[^\]]*\]:|\[[ xX]\](?=\s|$)"
)
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_CONTROL = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]"
)
"""A terminal obeys some, halves of characters cannot be saved, and the last turn the text after them around."""
_CLOSING = re.compile(r"(^|\s)(#+)$")
"""The end of a heading, which is not shown."""
_MOST_KEPT = 4096
"""A report is made anew after every note, and nearly all of its lines are the same ones."""
_TOKEN = re.compile(r"[^\\`<]+|\\.|`+|.")


@lru_cache(maxsize=_MOST_KEPT)
def inline_markdown(text: str) -> str:
    r"""A note's own Markdown on one line: paragraphs joined, code and emphasis kept, no block, no HTML.

    >>> inline_markdown("# Why?\n\nIt is `a < b`, <b>not</b> more")
    '\\# Why? It is `a < b`, \\<b>not\\</b> more'
    """
    return _without_block(_without_html(_joined(text)))


@lru_cache(maxsize=_MOST_KEPT)
def as_text(text: str) -> str:
    r"""Text from elsewhere on one line, in which nothing means anything to Markdown.

    >>> as_text("1. `a`")
    '1\\. \\`a\\`'
    """
    return _without_block(escape_markdown(_joined(text)))


def _joined(text: str) -> str:
    """Without line ends and control characters (which a terminal would obey)."""
    return " ".join(_CONTROL.sub("", text).split())


def _without_html(line: str) -> str:
    """Escape ``<`` outside of code, and what is left open at the end: it would take in what follows."""
    said = []
    place = 0
    while (token := _TOKEN.match(line, place)) is not None:
        found, place = token[0], token.end()
        if found.startswith("`"):
            end = re.compile(rf"(?<!`){found}(?!`)").search(line, place)
            if end is None:
                found = found.replace("`", "\\`")
            else:
                found, place = line[token.start() : end.end()], end.end()
        elif found in ("<", "\\"):
            found = f"\\{found}"
        said.append(found)
    return "".join(said)


def _without_block(line: str) -> str:
    line = _CLOSING.sub(r"\1\\\2", line)
    if _BEGINS_A_BLOCK.match(line):
        return f"\\{line}"
    return _NUMBERED.sub(r"\1\\\2", line, count=1) if _NUMBERED.match(line) else line
