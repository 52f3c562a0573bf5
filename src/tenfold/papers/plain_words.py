"""Markdown as the words that one reads, on one line: for cells of tables and for search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from tenfold.look.prose import prose_reader

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

__all__ = ["plain_words"]


def plain_words(markdown: str) -> str:
    r"""Text without marks, lists and breaks.

    >>> plain_words("- **one** `a|b`\n- [two](https://example.org)")
    'one a|b two'
    """
    return " ".join(" ".join(_words(_reader().parse(markdown))).split())


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield "".join(_inline(token.children or ()))
        elif token.type in ("fence", "code_block"):
            yield token.content


def _inline(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            yield " "
        else:
            yield token.content  # an image's is its words; a mark's is empty


@cache
def _reader() -> MarkdownIt:
    return prose_reader()
