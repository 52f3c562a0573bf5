"""The loop: each record once, nothing learnt from what was not asked, and the shares of questions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planted_reviews import make_review
from tenfold.errors import InputError
from tenfold.papers.screening.features import Features, text_features
from tenfold.papers.screening.loop import Asking, chosen_rows, draw_prior, reading_order
from tenfold.papers.screening.rankers import RANKERS, ranker_named

_REVIEW = make_review(60, 8)
_FEATURES = text_features(_REVIEW.titles, _REVIEW.abstracts)
_WORDS = [name for name in RANKERS if "vectors" not in name]


def _order(ranker: str, *, seed: int = 0, asking: Asking | None = None) -> list[int]:
    return list(
        reading_order(
            _FEATURES,
            _REVIEW.labels.__getitem__,
            ranker=ranker_named(ranker),
            prior=draw_prior(_REVIEW.labels, seed=seed),
            seed=seed,
            asking=asking,
        )
    )


@pytest.mark.parametrize("ranker", _WORDS)
@pytest.mark.parametrize("asking", [Asking(), Asking(uncertain=0.2, random=0.2, one_by_one=10)])
def test_each_record_is_asked_about_once(ranker: str, asking: Asking) -> None:
    prior = draw_prior(_REVIEW.labels, seed=0)
    order = _order(ranker, asking=asking)
    assert sorted([*order, *prior]) == list(range(60))


@pytest.mark.parametrize("ranker", _WORDS)
def test_included_records_come_sooner_than_at_random(ranker: str) -> None:
    """Seven of 58 are left; at random they stand at 29.5 on average, sd 6: half of it is 2.4 sd below."""
    order = _order(ranker)
    places = [place for place, row in enumerate(order, start=1) if _REVIEW.labels[row]]
    assert np.mean(places) < 15


def test_only_answers_that_were_asked_for_are_used() -> None:
    asked: list[int] = []

    def answer(row: int) -> int:
        asked.append(row)
        return _REVIEW.labels[row]

    prior = draw_prior(_REVIEW.labels, seed=3)
    order = reading_order(_FEATURES, answer, ranker=ranker_named("fused"), prior=prior, seed=3)
    given_out = [next(order) for _ in range(20)]
    assert asked == [*prior, *given_out[:-1]]


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_what_is_known_before_is_one_of_each(seed: int) -> None:
    included, excluded = draw_prior(_REVIEW.labels, seed=seed)
    assert (_REVIEW.labels[included], _REVIEW.labels[excluded]) == (1, 0)
    assert draw_prior(_REVIEW.labels, seed=seed) == (included, excluded)


@pytest.mark.parametrize("labels", [[0, 0, 0], [1, 1]])
def test_a_set_with_one_label_alone_has_nothing_to_start_from(labels: list[int]) -> None:
    with pytest.raises(InputError, match="the same label"):
        draw_prior(labels, seed=0)


def _chosen(asking: Asking, n: int = 20) -> list[int]:
    scores = np.linspace(1.0, 0.0, 102)  # row 0 is the likeliest; 100 and 101 are known
    rows, known = np.array([100, 0]), np.array([0, 1])
    rng = np.random.default_rng(0)
    return chosen_rows(scores, rows, known, size=n, asking=asking, rng=rng)


def test_the_likeliest_come_first() -> None:
    assert _chosen(Asking()) == list(range(1, 21))


def test_the_unsure_are_those_in_the_middle() -> None:
    assert sorted(_chosen(Asking(uncertain=1.0))) == list(range(40, 60))


def test_a_share_of_random_questions_goes_anywhere() -> None:
    """All 20 of 100 random ones among the first 30 would be a chance below 1e-12."""
    chosen = _chosen(Asking(random=1.0))
    assert len(set(chosen)) == 20
    assert max(chosen) > 30


@pytest.mark.parametrize("shares", [(-0.1, 0.0), (0.6, 0.6)])
def test_shares_that_do_not_fit_are_refused(shares: tuple[float, float]) -> None:
    with pytest.raises(InputError, match="do not fit"):
        Asking(uncertain=shares[0], random=shares[1])


def test_an_unknown_ranker_is_named_with_what_was_meant() -> None:
    with pytest.raises(InputError, match="no ranker 'fusd'") as refused:
        ranker_named("fusd")
    assert "fused" in str(refused.value.remedy)


def test_the_ranker_of_vectors_says_that_it_needs_them() -> None:
    with pytest.raises(InputError, match="needs the vectors"):
        _order("fused-vectors")


def test_vectors_that_tell_the_labels_are_used() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(60, 8)).astype(np.float32)
    vectors[:, 0] = 6.0 * np.array(_REVIEW.labels)
    features = Features(_FEATURES.words, _FEATURES.terms, vectors)
    order = list(
        reading_order(
            features, _REVIEW.labels.__getitem__, ranker=ranker_named("fused-vectors"),
            prior=draw_prior(_REVIEW.labels, seed=0), seed=0,
        )
    )  # fmt: skip
    assert all(_REVIEW.labels[row] for row in order[:6])
