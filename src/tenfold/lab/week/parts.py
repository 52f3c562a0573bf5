"""A report's Markdown taken apart: its title, and its sections before and after the end of the first screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from tenfold.look.prose import prose_reader

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

__all__ = ["Part", "Parts", "blocks_of", "reader", "take_apart", "words_of"]


@dataclass(slots=True, kw_only=True)
class Part:
    """A section: its heading's tokens (none for what has no heading) and those below it."""

    heading: list[Token] = field(default_factory=list)
    body: list[Token] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Its heading as words."""
        return " ".join(words_of(token) for token in self.heading).strip()


@dataclass(slots=True, kw_only=True)
class Parts:
    """`first` and `rest` are the sections before and after the first rule (all are first where there is none).

    `title` also holds what stands between it and the first section.
    """

    title: Part = field(default_factory=Part)
    first: list[Part] = field(default_factory=list)
    rest: list[Part] = field(default_factory=list)


@cache
def reader() -> MarkdownIt:
    """How a report's Markdown is read, for every form that is made from it."""
    return prose_reader()


def take_apart(tokens: Sequence[Token]) -> Parts:
    """Sort the blocks of a report that was read, as its owner or a lab's template left it."""
    parts = Parts()
    into, part, has_rest = parts.first, parts.title, False
    for block in blocks_of(tokens):
        if block[0].type == "hr" and not has_rest:
            into, has_rest, part = parts.rest, True, Part()
        elif block[0].tag == "h1" and not (parts.title.heading or parts.first or has_rest):
            parts.title.heading = block[1:-1]
        elif block[0].tag in ("h1", "h2"):
            part = Part(heading=block[1:-1])
            into.append(part)
        else:
            if part is not parts.title and part not in into:
                into.append(part)
            part.body += block
    return parts


def words_of(token: Token) -> str:
    """An inline token's text without its marks."""
    if not token.children:
        return token.content
    return "".join(child.content for child in token.children)


def blocks_of(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens of each block that stands in no other."""
    block: list[Token] = []
    for token in tokens:
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield block
            block = []
