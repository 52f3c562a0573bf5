"""The report of a week as one HTML file, made from its Markdown: for a phone, a wide screen, a sheet of A4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tenfold.lab.week.parts import Part, reader, take_apart
from tenfold.lab.week.rendered_sections import read_by_sections
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
    parts = take_apart(read_by_sections(markdown))
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
        body=_html(part.body),
        has_days=key_of_title(part.title) in _SPANS,
    )


def _html(tokens: Sequence[Token]) -> str:
    html = reader().renderer.render(tokens, reader().options, {})
    return prose_html(html, more_tags=_TAGS, more_attributes=_ATTRIBUTES)
