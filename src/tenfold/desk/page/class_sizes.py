"""How many examples each class has, as bars."""

from __future__ import annotations

from collections.abc import Mapping

from tenfold.figures.drawing import Drawing, text_width, wrap
from tenfold.figures.figure import Figure
from tenfold.figures.scale import Scale
from tenfold.language import Translate
from tenfold.numerals import count

__all__ = ["class_sizes_figure"]

_WIDTH, _ROW, _TOP = 720.0, 20.0, 8.0
_LARGEST, _SMALLEST = 24, 12
_NAME_ROOM = 220.0


def class_sizes_figure(sizes: Mapping[str, int], _: Translate) -> Figure:
    """A bar a class, the largest first; of very many the largest and the smallest."""
    ordered = sorted(sizes.items(), key=lambda item: (-item[1], item[0]))
    shown, n_between = _shown(ordered)
    label = _("Examples of each class: from {most} to {fewest}").format(
        most=count(ordered[0][1]), fewest=count(ordered[-1][1])
    )
    return Figure(
        key="class-sizes",
        title=_("Classes"),
        caption=_caption(ordered, n_between, _),
        svg=_draw(shown, n_between, label, _),
        columns=(_("class"), _("examples")),
        rows=tuple((name, count(n)) for name, n in ordered),
    )


def _shown(
    ordered: list[tuple[str, int]],
) -> tuple[list[tuple[str, int] | None], int]:
    """The bars, with None where classes are left out, and how many these are."""
    if len(ordered) <= _LARGEST + _SMALLEST + 1:
        return list(ordered), 0
    between = len(ordered) - _LARGEST - _SMALLEST
    return [*ordered[:_LARGEST], None, *ordered[-_SMALLEST:]], between


def _caption(ordered: list[tuple[str, int]], n_between: int, _: Translate) -> str:
    total = sum(n for _name, n in ordered)
    share = ordered[0][1] / total if total else 0.0
    said = _(
        "{n} classes. Always saying the largest one is right for {share:.1%} of these rows."
    ).format(n=len(ordered), share=share)
    if n_between:
        said += " " + _("{n} classes of middle size are in the table only.").format(n=n_between)
    return said


def _draw(shown: list[tuple[str, int] | None], n_between: int, label: str, _: Translate) -> str:
    names = [entry[0] for entry in shown if entry]
    room = min(_NAME_ROOM, max(text_width(name) for name in names) + 6)
    most = max(entry[1] for entry in shown if entry)
    drawing = Drawing(_WIDTH, _TOP * 2 + _ROW * len(shown), label=label)
    x = Scale(0, max(most, 1), room + 10, _WIDTH - 70)
    for i, entry in enumerate(shown):
        middle = _TOP + _ROW * (i + 0.5)
        if entry is None:
            between = _("… {n} classes …").format(n=n_between)
            drawing.text(room + 10, middle + 4, between, "quiet")
            continue
        name, n = entry
        drawing.text(room, middle + 4, wrap(name, room, max_lines=1)[0], anchor="end")
        with drawing.group("m1"):
            drawing.rectangle(room + 10, middle - 6, max(x(n) - room - 10, 1), 12, "tint")
        drawing.text(x(n) + 6, middle + 4, count(n), "quiet value")
    return drawing.svg()
