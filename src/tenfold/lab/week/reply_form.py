"""An empty form for an advisor: the headings of a report, its open questions, and room for tasks."""

from __future__ import annotations

from tenfold.lab.week.report_text import parse_report
from tenfold.language import Translate

__all__ = ["reply_form"]


def reply_form(report_markdown: str, _: Translate) -> str:
    """The form for a report. What is quoted in it is not read back; what is left empty is left out."""
    parts = parse_report(report_markdown)
    lines = [f"> # {parts.title}", ">", *(f"> {line}" for line in _how_to(_)), ""]
    lines += ["From: ", "", "- [ ] ", ""]
    for key, title in parts.titles.items():
        lines += [f"## {title}", ""]
        if key == "questions":
            for question in parts.open_questions:
                lines += [f"> Q{question.number} {question.text}", "", f"Q{question.number}: ", ""]
        else:
            lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _how_to(_: Translate) -> tuple[str, str]:
    return (
        _(
            "Write below a heading what you think of it; behind Q12: the answer to a question. "
            "What you leave empty is left out."
        ),
        _('A task is a line like "- [ ] label 100 more (by 2026-12-04)"; copy it for another.'),
    )
