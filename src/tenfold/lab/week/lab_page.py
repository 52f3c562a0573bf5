"""The table of a lab's weeks as a page of one file, and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.language import Translate, translator
from tenfold.look.page import render_page, templates
from tenfold.look.safe_html import safe_html

if TYPE_CHECKING:
    from tenfold.lab.week.lab_table import LabTable
    from tenfold.lab.week.report_text import ListedLine

__all__ = ["lab_values", "render_lab_markdown", "render_lab_table"]

_TEMPLATES = Path(__file__).parent / "templates"


def render_lab_table(table: LabTable, language: str = "en") -> str:
    """The page, readable on a phone. Raises InputError for a language that tenfold does not speak."""
    values = lab_values(table, language)
    return render_page(templates(_TEMPLATES), "lab.html.j2", language=language, **values)


def lab_values(table: LabTable, language: str = "en") -> dict[str, Any]:
    """What the template of its body is filled in with. Raises InputError as `render_lab_table` does."""
    from markupsafe import Markup

    _ = translator(language)
    return {
        "table": table,
        "title": _title(table, _),
        "frozen_words": _frozen_words(_),
        "listed": lambda lines: Markup(safe_html(_listed(lines))),
    }


def render_lab_markdown(table: LabTable, _: Translate) -> str:
    """The same as Markdown, a section a person."""
    frozen = _frozen_words(_)
    lines = [f"# {_title(table, _)}", ""]
    for row in table.rows:
        state = f" ({frozen[row.frozen]})" if row.frozen else ""
        lines += [f"## {row.person}, {row.week}{state}", ""]
        cells = {
            _("Waits for {name}").format(name=table.me): row.waits,
            _("On track?"): row.on_track,
            _("Verdicts"): row.verdicts,
        }
        for title, cell in cells.items():
            lines += [f"### {title}", "", _listed(cell) or _("Nothing."), ""]
    if table.missing:
        lines += [
            f"{_('No report of {week}:').format(week=table.week)} {', '.join(table.missing)}",
            "",
        ]
    if table.skipped:
        lines += [f"## {_('Files that are not in the table')}", ""]
        lines += [f"- {one.file}: {one.reason}" for one in table.skipped]
    return "\n".join(lines).rstrip("\n") + "\n"


def _title(table: LabTable, _: Translate) -> str:
    if table.week:
        return _("The lab, week {week}").format(week=table.week)
    return _("The lab, everybody's newest week")


def _frozen_words(_: Translate) -> dict[str, str]:
    return {"yes": _("frozen"), "changed": _("changed since it was frozen")}


def _listed(lines: Sequence[ListedLine]) -> str:
    written = []
    for line in lines:
        written += [f"- {line.text}", *(f"  - {detail}" for detail in line.details)]
    return "\n".join(written)
