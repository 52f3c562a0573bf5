"""Simulated screenings: the same bits for the same seed, figures of the runs, and what is refused."""

from __future__ import annotations

import json
import statistics

import pytest

from planted_reviews import make_review
from tenfold.errors import InputError
from tenfold.papers.screening.features import text_features
from tenfold.papers.screening.loop import draw_prior, reading_order
from tenfold.papers.screening.metrics import score
from tenfold.papers.screening.rankers import ranker_named
from tenfold.papers.screening.simulate import simulate, simulated_order

_REVIEW = make_review()
_FEATURES = text_features(_REVIEW.titles, _REVIEW.abstracts)


def test_the_same_seed_gives_the_same_bits() -> None:
    first, second = (simulate(_FEATURES, _REVIEW.labels, n_runs=3, seed=5) for _ in range(2))
    assert first == second
    assert first.to_json() == second.to_json()


def test_run_i_is_the_run_of_the_seed_plus_i() -> None:
    together = simulate(_FEATURES, _REVIEW.labels, n_runs=3, seed=7)
    alone = simulate(_FEATURES, _REVIEW.labels, n_runs=1, seed=9)
    assert alone.runs == together.runs[2:]


def test_the_mean_and_the_interval_are_those_of_the_runs() -> None:
    done = simulate(_FEATURES, _REVIEW.labels, n_runs=5)
    values = [run.wss95 for run in done.runs]
    half = 2.7764451051977987 * statistics.stdev(values) / 5**0.5  # t of 4 degrees of freedom
    assert done.wss95.mean == pytest.approx(statistics.fmean(values))
    assert done.wss95.low == pytest.approx(statistics.fmean(values) - half)
    assert done.wss95.high == pytest.approx(statistics.fmean(values) + half)


def test_one_run_has_no_interval() -> None:
    done = simulate(_FEATURES, _REVIEW.labels, n_runs=1)
    assert (done.wss95.low, done.wss95.high) == (None, None)


def test_ending_when_all_are_found_changes_no_figure() -> None:
    labels = _REVIEW.labels
    _, short = simulated_order(_FEATURES, labels, ranker=ranker_named("fused"), seed=1)
    whole = reading_order(
        _FEATURES, labels.__getitem__, ranker=ranker_named("fused"),
        prior=draw_prior(labels, seed=1), seed=1,
    )  # fmt: skip
    assert score([labels[row] for row in short]) == score([labels[row] for row in whole])


def test_json_says_what_was_asked_for() -> None:
    content = json.loads(json.dumps(simulate(_FEATURES, _REVIEW.labels, n_runs=2).to_json()))
    assert content["n_runs"] == 2
    assert content["n_included"] == sum(_REVIEW.labels)
    for name in ("wss95", "rrf10", "atd"):
        assert set(content[name]) == {"mean", "low", "high"}


def test_progress_counts_the_runs() -> None:
    told: list[tuple[str, int, int]] = []
    simulate(_FEATURES, _REVIEW.labels, n_runs=2, progress=lambda *of: told.append(of))
    assert told == [("screening", 1, 2), ("screening", 2, 2)]


@pytest.mark.parametrize(
    ("labels", "n_runs", "said"),
    [
        (_REVIEW.labels, 0, "no simulation"),
        (_REVIEW.labels[1:], 1, "119 labels"),
        ([2] * 120, 1, "a label is"),
        ([1] + [0] * 119, 1, "1 of 120"),
        ([1] * 120, 1, "120 of 120"),
    ],
)
def test_what_cannot_be_simulated_is_refused(labels: list[int], n_runs: int, said: str) -> None:
    with pytest.raises(InputError, match=said):
        simulate(_FEATURES, labels, n_runs=n_runs)


def test_records_without_common_words_are_refused() -> None:
    with pytest.raises(InputError, match="no words in common"):
        text_features(["alpha", "beta"], ["", ""])
