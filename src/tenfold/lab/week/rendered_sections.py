"""A report's Markdown as tokens with each section rendered: one that was seen before is not read again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from tenfold.lab.week.parts import blocks_of, reader
from tenfold.lab.week.signs import CLASSES

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["read_by_sections"]

_HEADING = re.compile(r"^(?=##? )", re.MULTILINE)
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)
_MOST_KEPT = 512


def read_by_sections(markdown: str) -> list[Token]:
    """Headings and rules as the reader gives them; what stands between them as one token with its HTML.

    A report is made anew whenever something is written, and most of its sections are as they were.
    """
    return [token for section in _sections(markdown) for token in _rendered(section)]


def _sections(markdown: str) -> list[str]:
    """Cut at its headings, where each part means the same alone.

    It does not where a heading may stand in code, or an address given once (``[a]: b``) holds for all parts.
    """
    if "]:" in markdown or _FENCE.search(markdown):
        return [markdown]
    return _HEADING.split(markdown)


@lru_cache(maxsize=_MOST_KEPT)
def _rendered(section: str) -> tuple[Token, ...]:
    """Nobody may change the tokens."""
    return tuple(_with_html(section))


def _with_html(section: str) -> Iterator[Token]:
    between: list[Token] = []
    for block in blocks_of(reader().parse(section)):
        if block[0].tag in ("h1", "h2", "hr"):
            yield from _html_token(between)
            yield from block
            between = []
        else:
            between += block
    yield from _html_token(between)


def _html_token(tokens: list[Token]) -> Iterator[Token]:
    from markdown_it.token import Token

    if tokens:
        html = reader().renderer.render(_signed(_levelled(tokens)), reader().options, {})
        yield Token("html_block", "", 0, content=html)


def _levelled(tokens: list[Token]) -> list[Token]:
    """Headings below those of the page, whatever their writer chose."""
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h3" if token.tag == "h3" and token.level == 0 else "h4"
    return tokens


def _signed(tokens: list[Token]) -> list[Token]:
    """Mark each item that begins with a sign, and its sign."""
    for item, _paragraph, line in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if item.type == "list_item_open" and line.type == "inline" and line.children:
            shape, space, text = line.children[0].content.partition(" ")
            if space and shape in CLASSES and line.children[0].type == "text":
                item.attrJoin("class", "signed")
                line.children[0].content = text
                line.children.insert(0, _sign(shape))
    return tokens


def _sign(shape: str) -> Token:
    from markdown_it.token import Token

    html = f'<span class="sign {CLASSES[shape]}" aria-hidden="true">{shape}</span> '
    return Token("html_inline", "", 0, content=html)
