"""The report of a week as one HTML file, made from its Markdown: for a phone, a wide screen, a sheet of A4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tenfold.lab.week.parts import Part, reader, take_apart
from tenfold.lab.week.signs import CLASSES
from tenfold.lab.week.titles import key_of_title, span_titles
from tenfold.language import translator
from tenfold.look.page import render_page, templates
from tenfold.look.prose import prose_html

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["WEEK_TEMPLATES", "WeekPage", "render_page_of_week", "week_page"]

WEEK_TEMPLATES = Path(__file__).parent / "templates"
_SPANS = span_titles(translator())
_TAGS = ("h3", "span")
_ATTRIBUTES = {"span": {"class", "aria-hidden"}, "li": {"class"}}


@dataclass(frozen=True, slots=True)
class _Shown:
    heading: str
    body: str
    has_days: bool


@dataclass(frozen=True, slots=True)
class WeekPage:
    """A report in the parts of its page: `report` is its title and what stands below it."""

    title: str
    report: _Shown
    first: tuple[_Shown, ...]
    rest: tuple[_Shown, ...]


@lru_cache(maxsize=32)
def week_page(markdown: str) -> WeekPage:
    """The parts of a report as clean HTML. Nothing in the text acts or fetches; the same text is read once."""
    parts = take_apart(markdown)
    return WeekPage(
        title=parts.title.title,
        report=_shown(parts.title),
        first=tuple(_shown(part) for part in parts.first),
        rest=tuple(_shown(part) for part in parts.rest),
    )


def render_page_of_week(markdown: str, *, language: str, person: str = "", title: str = "") -> str:
    """The page of a report, as its owner froze it. `title` is that of the window; by default the report's.

    Nothing in the text acts or fetches: HTML is shown as text, an image as its words.

    Raises InputError for a language that tenfold does not speak.
    """
    page = week_page(markdown)
    return render_page(
        templates(WEEK_TEMPLATES),
        "week.html.j2",
        language=language,
        person=person,
        title=title or page.title or translator(language)("week"),
        page=page,
    )


def _shown(part: Part) -> _Shown:
    return _Shown(
        heading=_html(part.heading),
        body=_html(_signed(_levelled(part.body))),
        has_days=key_of_title(part.title) in _SPANS,
    )


def _html(tokens: Sequence[Token]) -> str:
    html = reader().renderer.render(tokens, reader().options, {})
    return prose_html(html, more_tags=_TAGS, more_attributes=_ATTRIBUTES)


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
