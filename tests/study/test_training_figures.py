"""Training curves show every seed, grids of ranks every matrix, in the report and in print."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import view_examples
from hypothesis import given
from hypothesis import strategies as st

from tenfold.language import translator
from tenfold.study.report.figures import Figure, draw_figures, save_figures_pdf
from tenfold.study.report.figures.rank_courses import rank_courses, rank_word
from tenfold.study.report.figures.training_panels import (
    Frame,
    Line,
    Panel,
    training_frame,
    training_panels,
)
from tenfold.study.view import MethodView, StudyView

ENGLISH = translator("en")


def figure(view: StudyView, key: str, language: str = "en") -> Figure:
    return next(f for f in draw_figures(view, language=language) if f.key == key)


def with_only(view: StudyView, *names: str) -> StudyView:
    methods = tuple(method for method in view.methods if method.name in names)
    return replace(view, methods=methods, hypotheses=())


def adalora(view: StudyView, **changes: object) -> StudyView:
    """The view with another training of `adalora`."""

    def changed(method: MethodView) -> MethodView:
        if method.name != "adalora" or method.training is None:
            return method
        return replace(method, training=replace(method.training, **changes))  # type: ignore[arg-type]

    return replace(view, methods=tuple(map(changed, view.methods)))


@pytest.mark.parametrize("n_seeds", [1, 5, 10])
def test_every_seed_is_a_line_with_a_ring_and_a_dot(n_seeds: int) -> None:
    view = view_examples.gradient_study(n_seeds=n_seeds)
    svg = figure(view, "training").svg
    assert svg.count('class="thread"') == 5 * n_seeds
    assert svg.count('class="ring"') == 5 * n_seeds
    assert svg.count('class="pick"') == 5 * n_seeds
    assert svg.count('class="cut"') == (2 if n_seeds > 3 else 0)  # two strokes of one cross


def test_methods_that_train_no_encoder_have_no_panel_and_no_figure() -> None:
    view = view_examples.gradient_study()
    assert [panel.name for panel in training_panels(view, ENGLISH)] == list(view_examples.TRAINED)
    keys = [f.key for f in draw_figures(with_only(view, "probe"))]
    assert "training" not in keys
    assert "ranks" not in keys


def test_without_validation_the_training_loss_is_drawn_and_said() -> None:
    view = view_examples.gradient_study(validation=False)
    found = figure(view, "training")
    assert 'class="ring"' not in found.svg  # nothing was measured before training
    assert "Training loss" in found.caption
    assert "from 1 on" in found.columns[-1]
    assert {row[3] for row in found.rows} == {"–"}


def test_a_method_without_validation_is_named_among_others() -> None:
    full = view_examples.gradient_study()
    bare = view_examples.gradient_study(validation=False)
    mixed = replace(full, methods=(*full.methods[:-1], bare.methods[-1]))
    found = figure(mixed, "training")
    assert "prompt-tuning had no validation part" in found.caption
    assert found.svg.count("training loss") == 1


def test_the_table_has_every_seed_with_all_its_losses() -> None:
    found = figure(view_examples.gradient_study(), "training")
    assert len(found.rows) == 50
    whole = [row for row in found.rows if row[:2] != ("fine-tune", "3")]
    assert all(len(row[4].split(", ")) == 11 for row in whole)


def test_what_diverged_is_crossed_and_told_and_does_not_flatten_the_others() -> None:
    view = view_examples.gradient_study()
    frame = training_frame(training_panels(view, ENGLISH))
    assert frame.most > 40
    assert frame.high < 10
    caption = figure(view, "training").caption
    assert "Cross: it diverged" in caption
    assert "drawn at the upper edge" in caption


losses = st.floats(1e-9, 1e6)


@given(curves=st.lists(st.lists(losses, min_size=1, max_size=12), min_size=1, max_size=5))
def test_every_loss_has_a_place_on_the_axis_and_the_axis_has_numbers(
    curves: list[list[float]],
) -> None:
    lines = tuple(
        Line(seed=i, points=tuple(enumerate(c)), kept=None, accuracy=None, is_diverged=False)
        for i, c in enumerate(curves)
    )
    panel = Panel(name="x", css="m1", start="", on_validation=True, lines=lines)
    frame = training_frame([panel])
    assert 0 < frame.low < frame.high
    for loss in (loss for curve in curves for loss in curve):
        assert frame.low <= frame.inside(loss) <= frame.high
    ticks = frame.loss_ticks
    assert 2 <= len(ticks) <= 14
    assert all(frame.low * (1 - 1e-9) <= tick <= frame.high * (1 + 1e-9) for tick in ticks)


@given(last=st.integers(1, 1000))
def test_epochs_are_counted_in_whole_numbers_from_nought(last: int) -> None:
    ticks = Frame(last_epoch=last, low=0.1, high=1.0, most=1.0).epoch_ticks
    assert ticks[0] == 0
    assert 2 <= len(ticks) <= 13
    assert ticks[-1] <= last


def test_the_grid_shows_the_final_rank_of_every_matrix_and_the_sums() -> None:
    view = view_examples.gradient_study()
    (courses,) = rank_courses(view)
    assert courses.rows == ("5", "4", "3", "2", "1", "0")
    assert courses.columns == view_examples.MATRICES
    assert sum(courses.total(-1, row=row) for row in courses.rows) == pytest.approx(
        courses.total(-1)
    )
    assert sum(courses.total(-1, column=c) for c in courses.columns) == pytest.approx(
        courses.total(-1)
    )
    assert courses.total(0) == 24 * 12
    found = figure(view, "ranks")
    assert len(found.rows) == 24
    assert found.svg.count("tint h") == found.svg.count('class="even"') == 24
    for row in found.rows:
        assert row[2] == "12"
        assert f">{row[3]}<" in found.svg


def test_higher_ranks_have_deeper_tints() -> None:
    (courses,) = rank_courses(view_examples.gradient_study())
    svg = figure(view_examples.gradient_study(), "ranks").svg
    levels = [int(level) for level in re.findall(r'class="tint h(\d)"', svg)]
    drawn = [courses.at[row, c][-1] for row in courses.rows for c in courses.columns]
    ordered = sorted(zip(drawn, levels, strict=True))
    assert [level for _rank, level in ordered] == sorted(levels)
    assert levels[0] < max(levels)


@pytest.mark.parametrize("n_layers", [1, 12, 48])
def test_grids_of_any_depth_stay_inside_their_frame(n_layers: int) -> None:
    view = adalora(view_examples.gradient_study(), ranks=view_examples.ranks(n_layers))
    root = ElementTree.fromstring(figure(view, "ranks").svg)
    _x, _y, _width, height = map(float, root.attrib["viewBox"].split())
    bottoms = [float(e.attrib["y"]) for e in root.iter() if "y" in e.attrib]
    assert max(bottoms) <= height


def test_ranks_of_one_step_are_drawn_too() -> None:
    view = adalora(view_examples.gradient_study(), ranks=view_examples.ranks()[:1])
    assert rank_word(rank_courses(view)[0].most) == "12"
    assert "ranks" in [f.key for f in draw_figures(view)]


def test_several_methods_with_ranks_have_a_figure_each() -> None:
    view = view_examples.gradient_study()
    again = next(method for method in view.methods if method.name == "adalora")
    both = replace(view, methods=(*view.methods, replace(again, name="adalora-wide")))
    keys = [f.key for f in draw_figures(both) if f.key.startswith("ranks")]
    assert keys == ["ranks", "ranks-2"]


@pytest.mark.parametrize("name", ["gradient", "gradient-one-seed", "gradient-no-validation"])
def test_they_are_printed_as_well(name: str, tmp_path: Path) -> None:
    view = view_examples.ALL[name]()
    written = {path.stem for path in save_figures_pdf(view, tmp_path)}
    assert written == {f.key for f in draw_figures(view)}
    assert {"training", "ranks"} <= written
