"""The report says how heads began, what is trained, and how failed runs are scored."""

from __future__ import annotations

from dataclasses import replace

import pytest
import view_examples

from tenfold.language import translator
from tenfold.study.report import render_html, render_latex, render_markdown
from tenfold.study.report.method_table import method_table
from tenfold.study.words.training_words import failure_sentence, start_words, training_sentence

ENGLISH = translator("en")


def test_a_table_tells_trained_numbers_with_their_share_of_the_encoder() -> None:
    rows = {row.name: row for row in method_table(view_examples.gradient_study(), ENGLISH).rows}
    assert rows["lora"].trained_and_share == "152,076 (0.7 %)"
    assert rows["fine-tune"].trained_and_share == "22.7 M (100 %)"
    assert rows["probe"].trained_and_share == "4,620 (0.02 %)"
    without = view_examples.full_study()
    assert not method_table(without, ENGLISH).has_shares
    assert method_table(without, ENGLISH).rows[0].trained_and_share == "61,200"


def test_every_form_of_the_report_tells_share_start_and_dropout() -> None:
    view = view_examples.gradient_study()
    html, markdown, latex = render_html(view), render_markdown(view), render_latex(view)
    assert "start: probe (8), random (2)" in html
    assert "start: probe (8), random (2)" in markdown
    assert "152,076 (0.7 %)" in markdown
    assert r"152,076 (0.7 \%)" in latex
    for text in (html, markdown.replace("\\_", "_")):
        assert "Frozen layers never have dropout" in text
    assert "init = auto" in html
    assert "training.patience = 3" in html


def test_a_study_that_trains_no_encoder_says_nothing_of_training() -> None:
    view = view_examples.full_study()
    assert training_sentence(view, ENGLISH) == ""
    assert "dropout" not in render_html(view)
    assert "start:" not in render_html(view)


@pytest.mark.parametrize(
    ("starts", "said"),
    [
        ({}, ""),
        ({"probe": 10}, "start: probe"),
        ({"probe": 8, "random": 2}, "start: probe (8), random (2)"),
        ({"elsewhere": 1}, "start: elsewhere"),
    ],
)
def test_starts_in_words(starts: dict[str, int], said: str) -> None:
    training = replace(view_examples.training("lora", n_seeds=2), starts=starts)
    assert start_words(training, ENGLISH) == said


def test_a_run_that_diverged_is_told_apart_from_one_that_left_nothing() -> None:
    view = view_examples.gradient_study()
    diverged = next(method for method in view.methods if method.n_diverged)
    assert failure_sentence(diverged, ENGLISH) == (
        "Diverged runs: 1; they are scored with their last valid predictions."
    )
    both = failure_sentence(replace(diverged, n_failed=3), ENGLISH)
    assert both.startswith("Diverged runs: 1;")
    assert "Runs without predictions: 2;" in both
    neither = replace(diverged, n_failed=0, n_diverged=0)
    assert failure_sentence(neither, ENGLISH) == ""
    for text in (render_html(view), render_markdown(view)):
        assert "last valid predictions" in text
