"""What the numbers of a study were made of: data, split, encoder, methods, scores, verdicts, as one picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenfold.figures.drawing import Drawing, wrap
from tenfold.figures.figure import Figure
from tenfold.numerals import count
from tenfold.study.report.figures.colours import colour_classes
from tenfold.study.words.metric_words import metric_word

if TYPE_CHECKING:
    from tenfold.language import Translate
    from tenfold.study.view import HypothesisView, MethodView, StudyView

__all__ = ["draw_lineage"]

_BOX, _GAP, _BETWEEN, _PAD = 107.0, 18.0, 8.0, 7.0
_TITLE, _LINE, _LANE = 17.0, 14.0, 10.0
_MOST = 8
"""So many methods or verdicts are drawn; of more, the rest are counted. The table has them all."""
_DIGITS = 8


@dataclass(frozen=True, slots=True)
class _Part:
    """One box, and its line of the table: what kind of thing it is, its name, and what is known of it."""

    kind: str
    name: str
    about: tuple[str, ...]
    css: str = ""
    reads_encoder: bool = False

    @property
    def lines(self) -> list[str]:
        """What stands below its name, as narrow as the box."""
        return [line for said in self.about for line in wrap(said, _BOX - 2 * _PAD, size=11.0)]

    @property
    def height(self) -> float:
        return 2 * _PAD + _TITLE * (len(self.names)) + _LINE * len(self.lines)

    @property
    def names(self) -> list[str]:
        return wrap(self.name, _BOX - 2 * _PAD - 2, max_lines=2)


def draw_lineage(view: StudyView, _: Translate) -> Figure | None:
    """The picture with its table; None before anything has been computed for the study."""
    if not view.lineage:
        return None
    parts = _parts(view, _)
    rows = tuple((part.kind, part.name, "; ".join(part.about)) for group in parts for part in group)
    return Figure(
        key="lineage",
        title=_("Lineage"),
        caption=_(
            "What was made from what. A short code is the beginning of a digest of the bytes."
        ),
        svg=_Picture(parts, _, n_more=_MOST).draw(),
        columns=(_("part"), _("name"), _("what is known of it")),
        rows=rows,
    )


def _parts(view: StudyView, _: Translate) -> list[list[_Part]]:
    """Data; what is trained on, what is tested on; the encoder, if there is one; methods; scores; verdicts."""
    return [
        [_data(view, _)],
        _split(view, _),
        _encoder(view, _),
        _methods(view, _),
        [_scores(view, _)],
        [_verdict(hypothesis, _) for hypothesis in view.hypotheses],
    ]


def _data(view: StudyView, _: Translate) -> _Part:
    data = view.data
    version = _("version {n}").format(n=data.number)
    examples = _("examples: {n}").format(n=count(data.n_examples))
    return _Part(_("data"), data.name, (version, data.version[:_DIGITS], examples))


def _split(view: StudyView, _: Translate) -> list[_Part]:
    data, kind = view.data, _("split")
    pool = [_("examples: {n}").format(n=count(data.n_pool))] if data.n_pool is not None else []
    if data.n_dropped:
        pool.append(_("dropped: {n}").format(n=count(data.n_dropped)))
    test = [_("examples: {n}").format(n=count(data.n_test))] if data.n_test is not None else []
    test.append(_("redrawn each seed") if data.test == "redrawn" else _("the same each seed"))
    return [
        _Part(kind, _("training side"), tuple(pool)),
        _Part(kind, _("test side"), tuple(test)),
    ]


def _encoder(view: StudyView, _: Translate) -> list[_Part]:
    if view.model is None:
        return []
    about = view.model.family, view.model.digest[:_DIGITS]
    return [_Part(_("encoder"), view.model.name, about)]


def _methods(view: StudyView, _: Translate) -> list[_Part]:
    colours = colour_classes(view.methods)
    return [_method(method, colours[method.name], _) for method in view.methods]


def _method(method: MethodView, css: str, _: Translate) -> _Part:
    about = [] if method.kind == method.name else [method.kind]
    about.append(_("scored runs: {n}").format(n=count(method.n_runs)))
    if method.n_failed:
        about.append(_("failed: {n}").format(n=count(method.n_failed)))
    reads = method.encoder_parameters is not None
    return _Part(_("method"), method.name, tuple(about), css, reads)


def _scores(view: StudyView, _: Translate) -> _Part:
    n_runs = sum(method.n_runs for method in view.methods)
    about = (
        metric_word(view.metric, _),
        _("scored runs: {n}").format(n=count(n_runs)),
        _("looks at the test split: {n}").format(n=len(view.test_looks)),
    )
    return _Part(_("scores"), _("scores"), about)


def _verdict(hypothesis: HypothesisView, _: Translate) -> _Part:
    words = {"supported": _("supported"), "refuted": _("refuted"), "undecided": _("undecided")}
    from tenfold.study.words.sentences import claim_words

    verdict = hypothesis.verdict
    modes = {"exploratory": _("exploratory"), "confirmatory": _("confirmatory")}
    about = (claim_words(verdict, _), modes[verdict.mode])
    return _Part(_("verdict"), words[verdict.verdict], about, f"word is-{verdict.verdict}")


class _Picture:
    """A column for each group, from left to right. The test side has a lane of its own below, which leads to
    the scores; a method without an encoder is reached by a lane above it.
    """

    def __init__(self, groups: Sequence[Sequence[_Part]], _: Translate, *, n_more: int) -> None:
        data, (pool, test), encoder, methods, scores, verdicts = groups
        columns = [
            data,
            [pool],
            encoder,
            *(_few(g, n_more, _) for g in (methods, scores, verdicts)),
        ]
        self._test = test
        self._columns = [column for column in columns if column]
        self._has_encoder = bool(encoder)
        tallest = max(_tall(column) for column in self._columns)
        self._middle = _LANE + 6 + tallest / 2
        self._test_top = _LANE + 6 + tallest + 2 * _BETWEEN
        width = len(self._columns) * (_BOX + _GAP) - _GAP
        height = self._test_top + test.height + 2
        self._drawing = Drawing(width + 2, height, label=_("Lineage"))

    def draw(self) -> str:
        placed = [list(self._placed(i, column)) for i, column in enumerate(self._columns)]
        self._lines(placed)
        for i, column in enumerate(placed):
            for part, top in column:
                self._box(part, self._left(i), top)
        self._box(self._test, self._left(1), self._test_top)
        return self._drawing.svg()

    def _left(self, column: int) -> float:
        return 1 + column * (_BOX + _GAP)

    def _placed(self, column: int, parts: Sequence[_Part]) -> Iterator[tuple[_Part, float]]:
        top = self._middle - _tall(parts) / 2
        for part in parts:
            yield part, top
            top += part.height + _BETWEEN

    def _lines(self, placed: Sequence[Sequence[tuple[_Part, float]]]) -> None:
        """Between neighbours; around the encoder; from the test side."""
        at = 3 if self._has_encoder else 2  # the column of the methods
        for i, column in enumerate(placed[1:], start=1):
            for part, top in column:
                if i == at and self._has_encoder and not part.reads_encoder:
                    self._around(self._left(i), top + part.height / 2)
                else:
                    self._across(placed[i - 1], i, top + part.height / 2)
        y = self._test_top + self._test.height / 2
        self._arrow([(self._left(0) + _BOX / 2, self._middle), (self._left(0) + _BOX / 2, y),
                     (self._left(1), y)])  # fmt: skip
        x = self._left(at + 1) + _BOX / 2
        part, top = placed[at + 1][0]
        self._arrow([(self._left(1) + _BOX, y), (x, y), (x, top + part.height)])

    def _across(self, before: Sequence[tuple[_Part, float]], column: int, y: float) -> None:
        """From every box of the column before to the middle of one of this column."""
        right, left = self._left(column - 1) + _BOX, self._left(column)
        for part, top in before:
            start = top + part.height / 2
            self._arrow([(right, start), (left - _GAP / 2, start), (left - _GAP / 2, y), (left, y)])

    def _around(self, left: float, y: float) -> None:
        start, turn = self._left(1) + _BOX / 2, left - _GAP * 0.75
        self._arrow([(start, self._middle), (start, _LANE), (turn, _LANE), (turn, y), (left, y)])

    def _arrow(self, points: Sequence[tuple[float, float]]) -> None:
        self._drawing.polyline(points, "flow")
        (x1, y1), (x, y) = points[-2:]
        if y1 == y:
            self._drawing.polygon([(x, y), (x - 6, y - 3.5), (x - 6, y + 3.5)], "tip")
        elif x1 == x:
            self._drawing.polygon([(x, y), (x - 3.5, y + 6), (x + 3.5, y + 6)], "tip")

    def _box(self, part: _Part, left: float, top: float) -> None:
        self._drawing.rectangle(left, top, _BOX, part.height, "box")
        is_verdict = part.css.startswith("word")
        if part.css and not is_verdict:
            with self._drawing.group(part.css):
                self._drawing.rectangle(left, top, 4, part.height, "tint")
        y = top + _PAD + 11
        for name in part.names:
            self._drawing.text(left + _PAD + 2, y, name, part.css if is_verdict else "name")
            y += _TITLE
        for line in part.lines:
            self._drawing.text(left + _PAD + 2, y, line, "small quiet")
            y += _LINE


def _tall(parts: Sequence[_Part]) -> float:
    return sum(part.height for part in parts) + _BETWEEN * (len(parts) - 1)


def _few(parts: Sequence[_Part], most: int, _: Translate) -> list[_Part]:
    if len(parts) <= most:
        return list(parts)
    rest = parts[most - 1 :]
    reads = any(part.reads_encoder for part in rest)
    more = _Part(rest[0].kind, _("{n} more").format(n=len(rest)), (), reads_encoder=reads)
    return [*parts[: most - 1], more]
