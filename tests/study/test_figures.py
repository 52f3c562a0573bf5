"""Figures show every number there is, inside their frame, in the method's own colour."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
import view_examples
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.figures.axes import tick_texts
from tenfold.figures.drawing import text_width, wrap
from tenfold.figures.figure import Figure
from tenfold.figures.scale import Scale, round_ticks, span, spread, swarm
from tenfold.language import translator
from tenfold.study.report.figures import draw_figures, save_figures_pdf
from tenfold.study.report.figures.colours import PRINT_COLOURS, colour_classes
from tenfold.study.report.figures.confusion import confused_pairs
from tenfold.study.report.figures.gains import gain_by_seed, gain_strips
from tenfold.study.report.figures.lineage import draw_lineage
from tenfold.study.view import StudyView

STYLE = Path(__file__).parents[2] / "src" / "tenfold" / "look" / "tenfold.css"
numbers = st.floats(-1e4, 1e4)


@pytest.fixture(params=sorted(view_examples.ALL))
def view(request: pytest.FixtureRequest) -> StudyView:
    return view_examples.ALL[request.param]()


def parsed(svg: str) -> ElementTree.Element:
    # Our own drawing, not something received.
    return ElementTree.fromstring(svg)


def all_figures(view: StudyView, language: str = "en") -> list[Figure]:
    lineage = draw_lineage(view, translator(language))
    return [*draw_figures(view, language=language), *([lineage] if lineage else [])]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_figure_is_well_formed_and_inside_its_frame(view: StudyView, language: str) -> None:
    for figure in all_figures(view, language):
        root = parsed(figure.svg)
        _x, _y, width, height = map(float, root.attrib["viewBox"].split())
        assert root.attrib["role"] == "img"
        for element in root.iter():
            for name in ("x", "x1", "x2", "cx"):
                assert -0.5 <= float(element.attrib.get(name, 0)) <= width + 0.5
            for name in ("y", "y1", "y2", "cy"):
                assert -0.5 <= float(element.attrib.get(name, 0)) <= height + 0.5


def test_no_shape_has_a_colour_or_style_of_its_own(view: StudyView) -> None:
    for figure in all_figures(view):
        for element in parsed(figure.svg).iter():
            assert not {"style", "fill", "stroke", "color"} & set(element.attrib)


def test_every_class_that_a_figure_uses_stands_in_the_style_sheet(view: StudyView) -> None:
    style = STYLE.read_text(encoding="utf-8")
    for figure in all_figures(view):
        for names in re.findall(r'class="([^"]*)"', figure.svg):
            for name in names.split():
                assert re.search(rf"\.{name}\b", style), name


def test_every_seed_is_a_dot() -> None:
    figures = {figure.key: figure for figure in draw_figures(view_examples.full_study())}
    dots = {key: figure.svg.count('class="seed"') for key, figure in figures.items()}
    assert dots["gain-accuracy"] == 3 * 10
    assert dots["gain-log_loss"] == 10
    assert dots["scores"] == 3 * 10
    assert dots["learning-curve"] == 3 * 3 * 10


def test_tables_have_as_many_cells_as_columns(view: StudyView) -> None:
    for figure in all_figures(view):
        assert all(len(row) == len(figure.columns) for row in figure.rows)
        assert figure.rows


def test_gains_are_oriented_and_average_to_the_verdicts_gain() -> None:
    view = view_examples.full_study()
    for hypothesis in view.hypotheses:
        gains = gain_by_seed(view, hypothesis.verdict)
        estimate = hypothesis.verdict.gain.estimate
        assert estimate is not None
        assert math.isclose(sum(gains.values()) / len(gains), estimate, abs_tol=1e-9)


def test_gains_read_from_the_scores_equal_those_of_the_verdict() -> None:
    view = view_examples.full_study()
    for hypothesis in view.hypotheses:
        known = gain_by_seed(view, hypothesis.verdict)
        read = gain_by_seed(view, replace(hypothesis.verdict, gains=(), seeds=()))
        assert known.keys() == read.keys()
        assert all(math.isclose(known[seed], read[seed], abs_tol=1e-12) for seed in known)


def test_the_band_lies_on_the_side_where_the_margin_decides() -> None:
    view = view_examples.full_study()
    beats, worse, plain = gain_strips(view, "accuracy", translator("en"))
    assert beats.band == (0.0, 0.02)
    assert worse.band == (-0.02, 0.0)
    assert plain.band is None


def test_one_size_draws_no_learning_curve_and_two_methods_no_cost() -> None:
    view = view_examples.one_size_study()
    keys = [figure.key for figure in draw_figures(view)]
    assert "learning-curve" not in keys
    two = replace(view, methods=view.methods[:2], hypotheses=())
    assert "cost" not in [figure.key for figure in draw_figures(two)]


def test_the_lineage_names_everything_that_the_numbers_were_made_of() -> None:
    view = view_examples.full_study()
    figure = draw_lineage(view, translator("en"))
    assert figure is not None
    told = {name for _, name, _ in figure.rows}
    assert {view.data.name, *(m.name for m in view.methods)} <= told
    assert sum(kind == "verdict" for kind, _, _ in figure.rows) == len(view.hypotheses)
    boxes = [e for e in parsed(figure.svg).iter() if e.attrib.get("class") == "box"]
    assert len(boxes) == len(figure.rows), "few enough that each has its box"
    arrows = [e for e in parsed(figure.svg).iter() if e.attrib.get("class") == "tip"]
    assert len(arrows) >= len(boxes) - 1, (
        "nothing but the data stands without a line that leads to it"
    )
    assert draw_lineage(replace(view, lineage=()), translator("en")) is None


def test_nothing_run_draws_nothing() -> None:
    assert draw_figures(view_examples.undone_study()) == ()


def test_many_classes_show_the_most_confused_pairs() -> None:
    view = view_examples.many_classes_study(77)
    figure = next(f for f in draw_figures(view) if f.key == "confusion")
    assert len(figure.rows) == 15
    confusion = view.methods[2].confusion
    assert confusion is not None
    most = max(n for i, row in enumerate(confusion.counts) for j, n in enumerate(row) if i != j)
    assert confused_pairs(confusion)[0].n == most


def test_bars_of_confused_pairs_lead_to_their_examples_where_there_are_any() -> None:
    view = view_examples.many_classes_study(77)
    figures = draw_figures(view, examples_at=lambda *asked: "/" + "&".join(asked))
    figure = next(f for f in figures if f.key == "confusion")
    assert figure.svg.count("<a href=") == len(figure.rows) == 15
    assert 'role="group"' in figure.svg
    assert "<a " not in next(f for f in draw_figures(view) if f.key == "confusion").svg


def test_colours_follow_the_order_and_floors_are_grey() -> None:
    classes = colour_classes(view_examples.full_study().methods)
    assert classes == {"tfidf": "floor", "nearest-centroid": "m1", "probe": "m2"}


def test_print_colours_are_those_of_the_light_style_sheet() -> None:
    light = STYLE.read_text(encoding="utf-8").split("@media", 1)[0]
    for name, colour in PRINT_COLOURS.items():
        assert f"--{name}: {colour};" in light


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_can_be_read_and_marks_can_be_seen(mode: str) -> None:
    """WCAG 2.2: 4.5 for text, 3 for graphics (m6, sky blue, is used for the sixth method only)."""
    light, dark = STYLE.read_text(encoding="utf-8").split("@media", 1)
    known = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light))
    if mode == "dark":
        known |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", dark.split("}\n}", 1)[0]))

    def contrast(a: str, b: str) -> float:
        low, high = sorted((_luminance(known[a]), _luminance(known[b])))
        return (high + 0.05) / (low + 0.05)

    for text in ("ink", "soft", "accent", "supported", "refuted", "undecided", "exploratory"):
        assert contrast(text, "paper") >= 4.5, text
    for verdict in ("supported", "refuted", "undecided", "exploratory"):
        assert contrast("ink", f"{verdict}-bg") >= 4.5
        assert contrast("soft", f"{verdict}-bg") >= 4.5
        assert contrast(verdict, f"{verdict}-bg") >= 4.5
    for mark in ("m1", "m2", "m3", "m5", "floor"):
        assert contrast(mark, "paper") >= 3, mark


def test_pdfs_are_written_for_every_figure_and_do_not_change(tmp_path: Path) -> None:
    view = view_examples.one_size_study()
    first = save_figures_pdf(view, tmp_path / "a")
    assert {path.stem for path in first} == {figure.key for figure in draw_figures(view)}
    again = save_figures_pdf(view, tmp_path / "b")
    assert [a.read_bytes() for a in first] == [b.read_bytes() for b in again]
    assert all(path.read_bytes().startswith(b"%PDF") for path in first)


@pytest.mark.parametrize("name", ["hostile", "one-seed", "undone"])
def test_pdfs_of_odd_studies_are_written_too(name: str, tmp_path: Path) -> None:
    view = view_examples.ALL[name]()
    assert len(save_figures_pdf(view, tmp_path)) == len(draw_figures(view))


@settings(max_examples=40, deadline=None)
@given(text=st.text(min_size=1, max_size=80), width=st.floats(30, 400))
def test_wrapped_lines_fit(text: str, width: float) -> None:
    lines = wrap(text, width)
    assert 1 <= len(lines) <= 3
    assert all(text_width(line) <= width + 13 for line in lines)


@given(wanted=st.lists(st.floats(0, 100), max_size=6), gap=st.floats(1, 15))
def test_spread_labels_keep_their_order_and_distance(wanted: list[float], gap: float) -> None:
    placed = spread(wanted, gap=gap, low=0, high=100)
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    for a, b in pairwise(order):
        assert placed[b] - placed[a] >= gap - 1e-9
    assert all(-1e-9 <= place <= 100 + 1e-9 for place in placed)


@given(xs=st.lists(st.floats(0, 500), max_size=40))
def test_swarms_stay_in_their_room(xs: list[float]) -> None:
    assert all(abs(offset) <= 8 for offset in swarm(xs, radius=3.2, room=8))


def test_values_that_differ_by_rounding_alone_have_an_axis_with_ticks() -> None:
    """Ten seeds of one accuracy: its mean differs in the last bit."""
    low, high = span([1 / 3, 1 / 3 + 2**-54])
    ticks = round_ticks(low, high)
    assert 3 <= len(set(tick_texts(ticks))) == len(ticks)


@given(values=st.lists(numbers, min_size=1, max_size=10))
def test_spans_hold_their_values_and_ticks_are_inside(values: list[float]) -> None:
    low, high = span(values)
    assert low < high
    scale = Scale(low, high, 0, 100)
    assert all(-1e-6 <= scale(value) <= 100 + 1e-6 for value in values)
    ticks = round_ticks(low, high)
    assert 2 <= len(ticks) <= 13
    step = ticks[1] - ticks[0]
    assert all(low - step * 1e-6 <= tick <= high + step * 1e-6 for tick in ticks)
