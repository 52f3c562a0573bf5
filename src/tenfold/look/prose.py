"""What people write, read as Markdown, shown as HTML: no raw HTML, no images, nothing that fetches or runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

__all__ = ["prose_html", "prose_reader"]

_TAGS = frozenset(
    {"p", "em", "strong", "s", "code", "pre", "ul", "ol", "li", "blockquote", "a", "br", "hr", "h4"}
)
_TABLE_TAGS = frozenset({"table", "thead", "tbody", "tr", "th", "td"})


def prose_reader() -> MarkdownIt:
    """A reader of Markdown with tables, in which HTML is text and an image becomes its words.

    It is new each time: the caller may add rules, and keeps it.
    """
    from html import escape

    from markdown_it import MarkdownIt

    def image(_self: Any, tokens: Sequence[Token], i: int, _options: Any, _env: Any) -> str:
        return escape(tokens[i].content)

    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    reader.add_render_rule("image", image)
    return reader


def prose_html(
    html: str,
    *,
    more_tags: Iterable[str] = (),
    more_attributes: Mapping[str, set[str]] | None = None,
) -> str:
    """Rendered prose without what could act. Links stay (http, https, mailto), and hand over nothing."""
    import nh3

    return nh3.clean(
        html,
        tags=_TAGS | _TABLE_TAGS | set(more_tags),
        attributes={"a": {"href"}, **(more_attributes or {})},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
