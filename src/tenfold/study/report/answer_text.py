"""An answer's Markdown as safe HTML: no raw HTML, no images, nothing that fetches or runs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

__all__ = ["answer_html"]

_TAGS = {
    "p",
    "em",
    "strong",
    "s",
    "code",
    "pre",
    "ul",
    "ol",
    "li",
    "blockquote",
    "a",
    "br",
    "hr",
    "h4",
}
_TABLE_TAGS = {"table", "thead", "tbody", "tr", "th", "td"}


def answer_html(markdown: str) -> str:
    """Render what a person wrote; links stay (http, https, mailto), images become their words."""
    import nh3

    return nh3.clean(
        _renderer().render(markdown),
        tags=_TAGS | _TABLE_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )


@cache
def _renderer() -> MarkdownIt:
    from html import escape

    from markdown_it import MarkdownIt

    def image(_self: Any, tokens: Sequence[Token], i: int, _options: Any, _env: Any) -> str:
        return escape(tokens[i].content)

    def heading(_self: Any, tokens: Sequence[Token], i: int, _options: Any, _env: Any) -> str:
        # The report's own headings are h1 to h3.
        return "<h4>" if tokens[i].nesting == 1 else "</h4>\n"

    renderer = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    renderer.add_render_rule("image", image)
    renderer.add_render_rule("heading_open", heading)
    renderer.add_render_rule("heading_close", heading)
    return renderer
