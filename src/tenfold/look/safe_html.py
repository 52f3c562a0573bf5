"""Markdown that a person wrote, as safe HTML."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from tenfold.look.prose import prose_html, prose_reader

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

__all__ = ["safe_html"]


def safe_html(markdown: str) -> str:
    """Render what a person wrote; links stay (http, https, mailto), images become their words."""
    return prose_html(_renderer().render(markdown))


@cache
def _renderer() -> MarkdownIt:
    def heading(_self: Any, tokens: Sequence[Token], i: int, _options: Any, _env: Any) -> str:
        # A page's own headings are h1 to h3.
        return "<h4>" if tokens[i].nesting == 1 else "</h4>\n"

    renderer = prose_reader()
    renderer.add_render_rule("heading_open", heading)
    renderer.add_render_rule("heading_close", heading)
    return renderer
