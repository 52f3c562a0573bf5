"""The report of a week as Markdown: the text that its owner edits and freezes, and that pages are made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.lab.week.inline import inline_markdown
from tenfold.lab.week.signs import SHAPES
from tenfold.language import translator

if TYPE_CHECKING:
    from tenfold.lab.week.report import DayLines, Line, Section, Span, WeekReport

__all__ = ["default_template", "render_markdown"]

_TEMPLATE = Path(__file__).parent / "templates" / "week.md.j2"


def default_template() -> str:
    """The template that tenfold uses, to be changed by a lab."""
    return _TEMPLATE.read_text(encoding="utf-8")


def render_markdown(report: WeekReport, *, template: str | None = None, asks: bool = False) -> str:
    """Write the report down, in its own language, by the lab's template or tenfold's.

    With `asks` it tells its owner the commands with which to go on; without, it can be sent.

    A template is Jinja in a sandbox. It has ``report`` (mappings and lists of texts, shaped as `WeekReport`
    is; a line's ``shape`` is the character for its sign), ``_``, ``lang``, and the filter ``indented``. Every
    text is one line that makes no block of its own, whatever its writer wrote.

    Raises InputError, with its line, for a template that cannot be filled in.
    """
    from tenfold.lab.week.sandbox import fill_in

    written = fill_in(
        default_template() if template is None else template,
        {
            "report": _plain(report, asks=asks),
            "_": translator(report.language),
            "lang": report.language,
        },
    )
    return written.strip("\n") + "\n"


def _plain(report: WeekReport, *, asks: bool) -> dict[str, Any]:
    def sections(of: Iterable[Section]) -> list[dict[str, Any]]:
        return _sections(map(_asking, of) if asks else of)

    return {
        "week": str(report.week),
        "n_weeks": report.n_weeks,
        "person": inline_markdown(report.person),
        "language": report.language,
        "title": inline_markdown(report.title),
        "question": inline_markdown(report.question),
        "made": report.made.isoformat(sep=" ", timespec="minutes"),
        "first": sections(report.first),
        "status": sections(report.status),
        "spans": [_span(span) for span in report.spans],
        "rest": sections(report.rest),
    }


def _asking(section: Section) -> Section:
    """The section with the commands for its owner among what it says."""
    lines = [replace(x, details=(*x.details, x.ask)) if x.ask else x for x in section.lines]
    return replace(section, lines=tuple(lines), empty=f"{section.empty} {section.ask}".strip())


def _sections(sections: Iterable[Section]) -> list[dict[str, Any]]:
    return [
        {
            "key": section.key,
            "title": section.title,
            "lines": _lines(section.lines),
            "empty": inline_markdown(section.empty),
        }
        for section in sections
        if section.is_shown
    ]


def _span(span: Span) -> dict[str, Any]:
    return {
        "key": span.key,
        "title": span.title,
        "week": str(span.week),
        "days": [_day(day) for day in span.days if day.lines or day.empty],
        "carried": _lines(span.carried),
    }


def _day(day: DayLines) -> dict[str, Any]:
    return {
        "day": day.day.isoformat(),
        "title": inline_markdown(day.title),
        "lines": _lines(day.lines),
        "empty": inline_markdown(day.empty),
    }


def _lines(lines: Iterable[Line]) -> list[dict[str, Any]]:
    # A mark with nothing behind it would underline the line above, and so make it a heading.
    return [
        {
            "text": inline_markdown(line.text) or "…",
            "sign": line.sign,
            "shape": SHAPES.get(line.sign, ""),
            "details": [detail for detail in map(inline_markdown, line.details) if detail],
        }
        for line in lines
    ]
