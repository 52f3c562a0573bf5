"""Which classes a method takes for which: a heat map, or the most confused pairs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from tenfold.figures.drawing import Drawing, text_width, wrap
from tenfold.figures.figure import Figure
from tenfold.language import Translate
from tenfold.study.view import Confusion, MethodView, StudyView

__all__ = [
    "MAX_HEAT_CLASSES",
    "ConfusedPair",
    "ExamplesAt",
    "confused_pairs",
    "draw_confusion",
    "judged_method",
]

MAX_HEAT_CLASSES = 30
_WIDTH, _MAX_LABEL, _N_PAIRS = 720.0, 220.0, 15
# Shares of a row at which the tint deepens by one class of the stylesheet (.h1 to .h9).
_STEPS = (0.004, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.85)


ExamplesAt = Callable[[str, str, str], str]
"""The address of the examples of a method that are of one class and were called another."""


@dataclass(frozen=True)
class _Leading:
    """Where the cells of a method lead, if anywhere: a file has no examples to lead to."""

    method: str
    examples_at: ExamplesAt | None
    _: Translate

    def to(self, drawing: Drawing, true: str, called: str, n: int) -> AbstractContextManager[None]:
        """What is drawn inside leads to the examples behind a cell; an empty one leads nowhere."""
        if self.examples_at is None or not n:
            return nullcontext()
        label = self._("{n} times {true} called {called}").format(n=n, true=true, called=called)
        return drawing.link(self.examples_at(self.method, true, called), label)


@dataclass(frozen=True, kw_only=True)
class ConfusedPair:
    """`n` examples of class `true`, a share of all of them, were called `called`."""

    true: str
    called: str
    n: int
    share: float


def judged_method(view: StudyView) -> MethodView | None:
    """The candidate of the primary claim (or of the first), else the first method with a matrix."""
    ordered = sorted(view.hypotheses, key=lambda hypothesis: not hypothesis.primary)
    names = [hypothesis.verdict.candidate for hypothesis in ordered]
    by_name = {method.name: method for method in view.methods if method.confusion is not None}
    return next((by_name[n] for n in names if n in by_name), next(iter(by_name.values()), None))


def confused_pairs(confusion: Confusion, n_pairs: int = _N_PAIRS) -> list[ConfusedPair]:
    """The most frequent mistakes, by their number; ties in the order of the classes."""
    pairs = [
        ConfusedPair(
            true=confusion.classes[i], called=confusion.classes[j], n=n, share=n / sum(row)
        )
        for i, row in enumerate(confusion.counts)
        for j, n in enumerate(row)
        if i != j and n > 0
    ]
    return sorted(pairs, key=lambda pair: -pair.n)[:n_pairs]


def draw_confusion(
    view: StudyView, _: Translate, *, examples_at: ExamplesAt | None = None
) -> list[Figure]:
    """The figure of the judged method, if it has a matrix with anything in it. Cells lead to `examples_at`."""
    method = judged_method(view)
    if method is None or method.confusion is None or not any(map(any, method.confusion.counts)):
        return []
    if len(method.confusion.classes) <= MAX_HEAT_CLASSES:
        return [_heat_figure(method, method.confusion, _, examples_at)]
    return [_pairs_figure(method, method.confusion, _, examples_at)]


def _heat_figure(
    method: MethodView, confusion: Confusion, _: Translate, examples_at: ExamplesAt | None
) -> Figure:
    title = _("What {method} takes for what").format(method=method.name)
    numbers = [str(i + 1) for i in range(len(confusion.classes))]
    return Figure(
        key="confusion",
        title=title,
        caption=_(
            "Rows: the true class. Columns: what it was called, by the number of its row. Numbers: "
            "test examples, summed over seeds. Tint: share of the row. The diagonal is right."
        ),
        svg=_heat(confusion, title, _Leading(method.name, examples_at, _)),
        columns=(_("true class"), *numbers),
        rows=tuple(
            (f"{number} {name}", *map(str, row))
            for number, name, row in zip(numbers, confusion.classes, confusion.counts, strict=True)
        ),
    )


def _heat(confusion: Confusion, title: str, leading: _Leading) -> str:
    n = len(confusion.classes)
    names = [wrap(name, _MAX_LABEL, max_lines=1)[0] for name in confusion.classes]
    left = max(text_width(name) for name in names) + 40
    cell = min(44.0, (_WIDTH - left) / n)
    row = max(min(cell, 30.0), 18.0)
    top = 24.0
    drawing = Drawing(_WIDTH, top + n * row + 6, label=title)
    for i, (name, counts) in enumerate(zip(names, confusion.counts, strict=True)):
        y = top + i * row
        drawing.text(left - 34, y + row / 2 + 4, name, anchor="end")
        drawing.text(left - 8, y + row / 2 + 4, str(i + 1), "quiet small", anchor="end")
        drawing.text(left + (i + 0.5) * cell, top - 8, str(i + 1), "quiet small", anchor="middle")
        for j, count in enumerate(counts):
            box = (left + j * cell + 1, y + 1, cell - 2, row - 2)
            with leading.to(drawing, confusion.classes[i], confusion.classes[j], count):
                _draw_cell(drawing, box, count, count / max(sum(counts), 1), right=i == j)
    return drawing.svg()


def _draw_cell(
    drawing: Drawing,
    box: tuple[float, float, float, float],
    count: int,
    share: float,
    *,
    right: bool,
) -> None:
    level = sum(share >= step for step in _STEPS)
    drawing.rectangle(*box, f"{'right' if right else 'wrong'} h{level}")
    x, y, width, height = box
    size = "" if width > 26 else "tiny"
    if count and text_width(str(count), 9 if size else 12) <= width + 1:
        css = " ".join(part for part in ("on" if level >= 7 else "", size) if part)
        drawing.text(x + width / 2, y + height / 2 + 4, str(count), css, anchor="middle")


def _pairs_figure(
    method: MethodView, confusion: Confusion, _: Translate, examples_at: ExamplesAt | None
) -> Figure:
    pairs = confused_pairs(confusion)
    title = _("What {method} confuses most").format(method=method.name)
    right = sum(row[i] for i, row in enumerate(confusion.counts))
    total = sum(map(sum, confusion.counts))
    return Figure(
        key="confusion",
        title=title,
        caption=_(
            "The {n} most frequent mistakes among {n_classes} classes, summed over seeds; {wrong} "
            "of {total} answers are wrong. Per cent: of the examples of the true class."
        ).format(n=len(pairs), n_classes=len(confusion.classes), wrong=total - right, total=total),
        svg=_bars(pairs, title, _Leading(method.name, examples_at, _)),
        columns=(_("true class"), _("called"), _("examples"), _("share")),
        rows=tuple((p.true, p.called, str(p.n), f"{p.share:.0%}") for p in pairs),
    )


def _bars(pairs: list[ConfusedPair], title: str, leading: _Leading) -> str:
    words = [wrap(f"{p.true} → {p.called}", 380, max_lines=2) for p in pairs]
    left = max((text_width(line) for lines in words for line in lines), default=0) + 14
    heights = [26.0 if len(lines) == 1 else 38.0 for lines in words]
    drawing = Drawing(_WIDTH, sum(heights) + 4, label=title)
    most = max((p.n for p in pairs), default=1)
    y = 0.0
    for pair, lines, height in zip(pairs, words, heights, strict=True):
        drawing.lines(0, y + height / 2, lines)
        width = (_WIDTH - left - 96) * pair.n / most
        with leading.to(drawing, pair.true, pair.called, pair.n):
            drawing.rectangle(left, y + 5, width, height - 10, "wrong h6")
        value = f"{pair.n} ({pair.share:.0%})"
        drawing.text(left + width + 8, y + height / 2 + 4, value, "quiet")
        y += height
    return drawing.svg()
