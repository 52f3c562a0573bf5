"""The same figures for a paper: PDF by matplotlib, with real text and colours that print."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.language import Translate, translator
from tenfold.study.report.figures.colours import PRINT_COLOURS, colour_classes
from tenfold.study.report.figures.confusion import MAX_HEAT_CLASSES, confused_pairs, judged_method
from tenfold.study.report.figures.cost import costed_methods
from tenfold.study.report.figures.gains import gain_strips
from tenfold.study.report.figures.learning_curve import Curve, curve_sizes, curves, size_places
from tenfold.study.report.figures.pdf_canvas import new_canvas, plain
from tenfold.study.report.figures.pdf_training import print_ranks, print_training
from tenfold.study.report.figures.rank_courses import Courses, rank_courses
from tenfold.study.report.figures.scores import score_strips
from tenfold.study.report.figures.strips import Strip
from tenfold.study.report.figures.training_panels import training_panels
from tenfold.study.view import Confusion, StudyView
from tenfold.study.words.metric_words import metric_word

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

__all__ = ["save_figures_pdf"]

_STYLE: dict[str, Any] = {
    "font.size": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "pdf.fonttype": 42,  # real, editable text; some venues refuse type 3 fonts
    "savefig.bbox": "tight",
}
_CHINESE = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "SimHei",
)


def save_figures_pdf(view: StudyView, folder: Path, *, language: str = "en") -> tuple[Path, ...]:
    """Write every figure that `view` has numbers for into `folder`; returns the files.

    One column wide (3.3 inches, 84 mm), or two for what needs it. Chinese text needs a Chinese font
    on this machine; without one the words are English.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_pdf import FigureCanvasPdf

    folder.mkdir(parents=True, exist_ok=True)
    # Names may be Chinese in an English report too, so the font is always listed.
    fonts = _chinese_fonts()
    _ = translator(language if fonts else "en")
    saved = []
    style: Any = {**_STYLE, "font.family": ["DejaVu Sans", *fonts]}
    with mpl.rc_context(style):
        for key, draw in _drawings(view, _):
            canvas = draw()
            FigureCanvasPdf(canvas)
            path = folder / f"{_file_name(key)}.pdf"
            # No date inside: the same study gives the same bytes.
            canvas.savefig(path, metadata={"CreationDate": None})
            saved.append(path)
    return tuple(saved)


def _file_name(key: str) -> str:
    """A metric's name may be anything when scores come from elsewhere; a file's may not."""
    return "".join(c if c.isalnum() or c in "-_" else "-" for c in key)


def _chinese_fonts() -> list[str]:
    from matplotlib import font_manager

    known = {entry.name for entry in font_manager.fontManager.ttflist}
    return [name for name in _CHINESE if name in known][:1]


def _drawings(view: StudyView, _: Translate) -> list[tuple[str, Callable[[], Canvas]]]:
    found: list[tuple[str, Callable[[], Canvas]]] = []
    for metric in dict.fromkeys(h.verdict.metric for h in view.hypotheses):
        if gains := gain_strips(view, metric, _):
            words = _("Gain in {metric}").format(metric=metric_word(metric, _))
            found.append((f"gain-{metric}", _strips(gains, words, zero=True)))
    if scores := [strip for strip in score_strips(view) if list(strip.values())]:
        found.append(("scores", _strips(scores, metric_word(view.metric, _), zero=False)))
    drawn = curves(view)
    if len({size for curve in drawn for size, _score in curve.scores}) > 1:
        words = _("training examples a class")
        found.append(("learning-curve", lambda: _learning_curve(view, drawn, words, _)))
    if panels := training_panels(view, _):
        found.append(("training", lambda: print_training(panels, _)))
    found += [(courses.key, _ranks(courses, _)) for courses in rank_courses(view)]
    method = judged_method(view)
    if (
        method is not None
        and method.confusion is not None
        and any(map(any, method.confusion.counts))
    ):
        confusion = method.confusion
        found.append(("confusion", lambda: _confusion(confusion)))
    if len(costed_methods(view)) > 2:
        found.append(("cost", lambda: _cost(view, _("minutes of computing"), _)))
    return found


def _ranks(courses: Courses, _: Translate) -> Callable[[], Canvas]:
    return lambda: print_ranks(courses, _)


def _strips(strips: Sequence[Strip], words: str, *, zero: bool) -> Callable[[], Canvas]:
    def draw() -> Canvas:
        canvas, axes = new_canvas(3.3, 0.45 + 0.34 * len(strips))
        if zero:
            axes.axvline(0, color="#555555", linestyle=":", linewidth=0.8, zorder=0)
        for i, strip in enumerate(strips):
            _strip(axes, strip, len(strips) - 1 - i)
        labels = [plain("\n".join(filter(None, (s.name, s.note)))) for s in strips]
        axes.set_yticks(range(len(strips) - 1, -1, -1), labels)
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(-0.6, len(strips) - 0.4)
        axes.set_xlabel(plain(words))
        return canvas

    return draw


def _strip(axes: Axes, strip: Strip, y: float) -> None:
    colour = PRINT_COLOURS[strip.css]
    if strip.band is not None:
        axes.fill_betweenx(
            [y - 0.42, y + 0.42], *strip.band, color="#e6e3d8", linewidth=0, zorder=0
        )
    seeds = [value for value in strip.seeds if math.isfinite(value)]
    axes.plot(seeds, [y + 0.14] * len(seeds), "o", color=colour, alpha=0.45, markersize=3, mew=0)
    if strip.outer is not None:
        axes.plot(strip.outer, [y - 0.18] * 2, color=colour, linewidth=0.7)
    if strip.low is not None and strip.high is not None:
        axes.plot([strip.low, strip.high], [y - 0.18] * 2, color=colour, linewidth=1.6)
    if strip.mean is not None:
        axes.plot([strip.mean], [y - 0.18], "o", color=colour, markersize=4.5, mec="white", mew=0.7)


def _learning_curve(view: StudyView, drawn: Sequence[Curve], words: str, _: Translate) -> Canvas:
    canvas, axes = new_canvas(3.3, 2.4)
    sizes = curve_sizes(view)
    places = size_places(sizes)
    for curve in drawn:
        colour = PRINT_COLOURS[curve.css]
        xs = [places[size] for size, _score in curve.scores]
        axes.plot(xs, [s.mean for _size, s in curve.scores], "o-", color=colour, markersize=3.5)
        for x, (_size, s) in zip(xs, curve.scores, strict=True):
            seeds = list(s.by_seed.values())
            axes.plot([x] * len(seeds), seeds, ".", color=colour, alpha=0.35, markersize=3, mew=0)
        bounded = [
            (x, s.low, s.high)
            for x, (_size, s) in zip(xs, curve.scores, strict=True)
            if s.low is not None and s.high is not None
        ]
        if bounded:
            left, low, high = (list(column) for column in zip(*bounded, strict=True))
            axes.fill_between(left, low, high, color=colour, alpha=0.15, linewidth=0)
    axes.set_xticks([places[size] for size in sizes], [str(size) for size in sizes])
    axes.set_xlabel(words)
    axes.set_ylabel(plain(metric_word(view.metric, _)))
    _legend(axes, [(curve.name, curve.css) for curve in drawn])
    return canvas


def _legend(axes: Axes, names: Sequence[tuple[str, str]]) -> None:
    from matplotlib.lines import Line2D

    marks = [
        Line2D([], [], color=PRINT_COLOURS[css], marker="o", markersize=3.5) for _n, css in names
    ]
    labels = [plain(name) for name, _css in names]
    axes.legend(marks, labels, frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5))


def _confusion(confusion: Confusion) -> Canvas:
    n = len(confusion.classes)
    if n > MAX_HEAT_CLASSES:
        pairs = confused_pairs(confusion)[::-1]
        canvas, axes = new_canvas(3.3, 0.4 + 0.18 * len(pairs))
        labels = [plain(f"{p.true} → {p.called}") for p in pairs]
        axes.barh(labels, [p.n for p in pairs], color="#b0412a", alpha=0.7)
        return canvas
    side = max(2.4, 0.16 * n + 1.0)
    canvas, axes = new_canvas(side, side)
    shares = [[count / max(sum(row), 1) for count in row] for row in confusion.counts]
    axes.imshow(shares, cmap="Greys", vmin=0, vmax=1)
    axes.set_yticks(
        range(n), [plain(f"{name} {i + 1}") for i, name in enumerate(confusion.classes)]
    )
    axes.set_xticks(range(n), [str(i + 1) for i in range(n)])
    axes.tick_params(length=0, labelsize=6)
    return canvas


def _cost(view: StudyView, words: str, _: Translate) -> Canvas:
    canvas, axes = new_canvas(3.3, 2.2)
    colours = colour_classes(view.methods)
    for method, s in costed_methods(view):
        colour, x = PRINT_COLOURS[colours[method.name]], method.seconds / 60
        if s.low is not None and s.high is not None:
            axes.plot([x, x], [s.low, s.high], color=colour, linewidth=1.6)
        axes.plot([x], [s.mean], "o", color=colour, markersize=4.5, mec="white", mew=0.7)
    axes.set_xscale("log")
    axes.set_xlabel(words)
    axes.set_ylabel(plain(metric_word(view.metric, _)))
    _legend(axes, [(method.name, colours[method.name]) for method, _s in costed_methods(view)])
    return canvas
