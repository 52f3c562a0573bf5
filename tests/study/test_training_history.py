"""What fits say of their training arrives in the view as it was, and ranks are averaged soundly."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
import view_examples
from hypothesis import given
from hypothesis import strategies as st

from tenfold.study.training_history import read_training


def fit(curve: list[dict[str, Any]], *, ranks: Any = None, **more: Any) -> dict[str, Any]:
    """The facts of one fit."""
    history = {"curve": curve, "best_epoch": len(curve) - 1}
    return {"history": history | ({"ranks": ranks} if ranks else {}), "notes": {}, **more}


CURVE = [
    {"epoch": 0, "train_loss": None, "validation_log_loss": 0.41, "validation_accuracy": 0.88},
    {"epoch": 1, "train_loss": 0.93, "validation_log_loss": 0.32, "validation_accuracy": 0.9},
]
courses = st.lists(
    st.dictionaries(st.integers(1, 500), st.integers(0, 12), min_size=1, max_size=60),
    min_size=1,
    max_size=4,
)


@pytest.mark.parametrize("history", [None, {}, {"curve": []}])
def test_a_method_without_a_curve_has_no_training(history: Any) -> None:
    assert read_training({0: {"history": history, "notes": {}}}) is None
    assert read_training({0: {"notes": {}}}) is None
    assert read_training({}) is None


def test_curves_and_best_epochs_stand_by_seed_as_they_were_said() -> None:
    training = read_training({4: fit(CURVE), 0: fit(CURVE[:1])})
    assert training is not None
    assert list(training.curves) == [0, 4]
    assert training.best_epoch == {0: 0, 4: 1}
    first, second = training.curves[4]
    assert (first.epoch, first.train_loss, first.validation_log_loss) == (0, None, 0.41)
    assert (second.train_loss, second.validation_accuracy) == (0.93, 0.9)


def test_starts_are_counted_without_their_reasons() -> None:
    notes = ["probe", "probe", "random: the probe does not help on validation"]
    training = read_training({i: fit(CURVE, notes={"start": n}) for i, n in enumerate(notes)})
    assert training is not None
    assert training.starts == {"probe": 2, "random": 1}


def test_a_loss_that_is_not_finite_is_none() -> None:
    broken = {"epoch": 1, "train_loss": math.inf, "validation_log_loss": math.nan}
    training = read_training({0: fit([CURVE[0], broken])}, diverged=[0, 7])
    assert training is not None
    assert training.curves[0][1].train_loss is None
    assert training.curves[0][1].validation_log_loss is None
    assert training.diverged == (0,)  # seed 7 left no curve


def noted(course: dict[int, int]) -> list[dict[str, Any]]:
    steps = {0: 12, **course}
    return [{"step": s, "ranks": {"layer 0 query": steps[s]}} for s in sorted(steps)]


@given(by_seed=courses)
def test_mean_ranks_begin_and_end_with_the_means_of_the_seeds(
    by_seed: list[dict[int, int]],
) -> None:
    """Whatever steps a seed noted and wherever it ended: its last rank holds on."""
    training = read_training({i: fit(CURVE, ranks=noted(c)) for i, c in enumerate(by_seed)})
    assert training is not None
    steps = [entry.step for entry in training.ranks]
    assert steps == sorted(set(steps))
    assert len(steps) <= 40
    assert steps[0] == 0
    assert steps[-1] == max(max(course) for course in by_seed)
    last = [course[max(course)] for course in by_seed]
    assert training.ranks[0].ranks == {"layer 0 query": 12}
    assert training.ranks[-1].ranks["layer 0 query"] == pytest.approx(sum(last) / len(last))


@given(course=st.dictionaries(st.integers(1, 500), st.integers(0, 12), min_size=1, max_size=39))
def test_the_ranks_of_one_seed_are_its_own(course: dict[int, int]) -> None:
    training = read_training({0: fit(CURVE, ranks=noted(course))})
    assert training is not None
    found = {entry.step: entry.ranks["layer 0 query"] for entry in training.ranks}
    assert found == {0: 12, **course}


def test_the_view_tells_training_in_json_by_the_names_of_the_history() -> None:
    view = view_examples.gradient_study(n_seeds=4).to_json()
    json.dumps(view, allow_nan=False)
    methods = {method["name"]: method for method in view["methods"]}
    assert methods["probe"]["training"] is None
    training = methods["adalora"]["training"]
    assert set(training["curves"]) == set(training["best_epoch"]) == {"0", "1", "2", "3"}
    assert set(training["curves"]["0"][0]) == {
        "epoch",
        "train_loss",
        "validation_log_loss",
        "validation_accuracy",
    }
    assert set(training["ranks"][0]) == {"step", "ranks"}
    assert methods["fine-tune"]["training"]["diverged"] == [3]
    assert methods["fine-tune"]["n_diverged"] == 1
    assert methods["lora"]["encoder_parameters"] == 22_713_216
