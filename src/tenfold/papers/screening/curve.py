"""How many relevant papers were found after how many readings, as a figure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from tenfold.figures.axes import draw_heights
from tenfold.figures.drawing import Drawing
from tenfold.figures.figure import Figure
from tenfold.figures.scale import Scale, round_ticks
from tenfold.language import Translate
from tenfold.numerals import count

__all__ = ["found_figure"]

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _FOOT, _HEAD = 560.0, 220.0, 44.0, 12.0, 40.0, 16.0
_MOST_ROWS = 20


def found_figure(labels: Sequence[int], n_records: int, _: Translate) -> Figure:
    """`labels` holds 1 (included or unsure) or 0 in the order of reading; one at least."""
    found = list(accumulate(labels))
    caption = _(
        "Included papers found, over papers read. A line that has become flat says that few are left among "
        "the likeliest; how many are left at all, the estimate above says."
    )
    label = _("{n} included after {m} read").format(n=count(found[-1]), m=count(len(found)))
    step = max(1, len(found) // _MOST_ROWS)
    shown = [*range(step - 1, len(found) - 1, step), len(found) - 1]
    return Figure(
        key="found",
        title=_("Found so far"),
        caption=caption,
        svg=_draw(found, label, _),
        columns=(_("read"), _("included")),
        rows=tuple((count(i + 1), count(found[i])) for i in shown),
    )


def _draw(found: Sequence[int], label: str, _: Translate) -> str:
    drawing = Drawing(_WIDTH, _HEIGHT, label=label)
    x = Scale(0, len(found), _LEFT, _WIDTH - _RIGHT)
    y = Scale(0, max(found[-1], 1), _HEIGHT - _FOOT, _HEAD)
    draw_heights(drawing, y, left=_LEFT, right=_WIDTH - _RIGHT)
    foot = _HEIGHT - _FOOT
    for tick in round_ticks(0, len(found)):
        if tick == int(tick) and tick <= len(found):
            drawing.line(x(tick), foot, x(tick), foot + 4, "axis")
            drawing.text(x(tick), foot + 18, count(int(tick)), "quiet", anchor="middle")
    drawing.text(_WIDTH - _RIGHT, foot + 34, _("papers read"), "small", anchor="end")
    with drawing.group("m1"):
        drawing.polyline([(x(0), y(0)), *((x(i + 1), y(n)) for i, n in enumerate(found))], "curve")
    return drawing.svg()
