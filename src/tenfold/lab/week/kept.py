"""A frozen report as plain values, read back from the text that was kept: what was edited out is nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenfold.lab.week.report_text import ListedLine, parse_report
from tenfold.lab.week.signs import SHAPES

if TYPE_CHECKING:
    from tenfold.lab.week.keeping import Frozen

__all__ = ["kept_json"]

_SIGNS = {shape: sign for sign, shape in SHAPES.items()}


def kept_json(frozen: Frozen) -> dict[str, Any]:
    """The same fields as `WeekReport.to_json`, by the kept text alone.

    All its sections are in ``sections``, the weeks by day too, with an entry a day; ``days`` is empty. What is
    no list entry there has ``is_prose``. A line has its text, sign and details, and no facts.
    """
    parts = parse_report(frozen.markdown)
    return {
        "schema_version": 1,
        "week": str(frozen.week),
        "n_weeks": frozen.n_weeks,
        "from": (frozen.week - (frozen.n_weeks - 1)).monday.isoformat(),
        "to": frozen.week.sunday.isoformat(),
        "person": frozen.person,
        "language": frozen.language,
        "title": parts.title,
        "question": parts.question,
        "made": frozen.frozen_at.isoformat(timespec="seconds"),
        "sections": {key: [_line(line) for line in parts.listed(key)] for key in parts.sections},
        "days": {},
    }


def _line(line: ListedLine) -> dict[str, Any]:
    shape, _, text = line.text.partition(" ")
    sign = _SIGNS.get(shape, "") if text else ""
    said: dict[str, Any] = {"text": text if sign else line.text}
    if sign:
        said["sign"] = sign
    if line.details:
        said["details"] = list(line.details)
    return said if line.is_item else {**said, "is_prose": True}
