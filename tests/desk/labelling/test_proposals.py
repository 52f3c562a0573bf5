"""Proposals: what holds for every strategy, an oracle for margins, and that they help where they should."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.desk.labelling.proposals import STRATEGIES, Known, Strategy, check_strategy, propose
from tenfold.errors import InputError
from tenfold.models.methods.logistic import fit_logistic


def _unit(vectors: np.ndarray) -> np.ndarray:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def _known(positions: list[int], classes: list[int]) -> Known:
    return Known(np.array(positions, dtype=np.int64), np.array(classes, dtype=np.int64))


def _clusters(
    n: int, n_clusters: int, seed: int, spread: float = 0.3
) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    which = rng.integers(0, n_clusters, size=n)
    centres = rng.normal(size=(n_clusters, 12))
    return _unit(centres[which] + spread * rng.normal(size=(n, 12))), which


@given(
    st.sampled_from(STRATEGIES), st.integers(1, 30), st.integers(1, 12), st.integers(0, 8),
    st.booleans(), st.integers(0, 99),
)  # fmt: skip
@settings(max_examples=30, deadline=None)
def test_proposals_are_distinct_candidates_and_repeatable(
    strategy: Strategy, n_texts: int, n: int, n_known: int, copies: bool, seed: int
) -> None:
    vectors, which = _clusters(n_texts, 3, seed)
    if copies:
        vectors[:] = vectors[0]
    n_known = min(n_known, n_texts - 1)
    known = _known(list(range(n_known)), [int(c) for c in which[:n_known]])
    candidates = np.arange(n_known, n_texts)
    picked = propose(strategy, vectors, candidates, known, n=n, seed=seed, n_classes=3)
    assert len(picked) == len(set(picked)) == min(n, len(candidates))
    assert set(picked) <= set(candidates.tolist())
    again = propose(strategy, vectors, candidates[::-1], known, n=n, seed=seed, n_classes=3)
    assert picked == again


def test_uncertainty_asks_the_smallest_margins_first() -> None:
    vectors, which = _clusters(60, 3, seed=2, spread=0.8)
    known = _known(list(range(12)), [int(c) for c in which[:12]])
    candidates = np.arange(12, 60)
    fitted = fit_logistic(vectors[:12], known.classes, n_classes=3, C=30.0)
    ordered = np.sort(fitted.probabilities(vectors[12:]), axis=1)
    wanted = candidates[np.argsort(ordered[:, -1] - ordered[:, -2], kind="stable")][:7].tolist()
    assert propose("uncertainty", vectors, candidates, known, n=7, seed=0, n_classes=3) == wanted


def test_diversity_visits_every_far_apart_cluster_once() -> None:
    vectors, which = _clusters(200, 6, seed=5, spread=0.02)
    none = _known([], [])
    picked = propose("diversity", vectors, np.arange(200), none, n=6, seed=0, n_classes=6)
    assert sorted(which[picked].tolist()) == list(range(6))


def test_diversity_leaves_out_what_is_labelled_already() -> None:
    vectors, which = _clusters(200, 6, seed=5, spread=0.02)
    first = [int(np.flatnonzero(which == c)[0]) for c in range(5)]
    known = _known(first, list(range(5)))
    rest = np.setdiff1d(np.arange(200), first)
    (picked,) = propose("diversity", vectors, rest, known, n=1, seed=0, n_classes=6)
    assert which[picked] == 5


def test_mixed_knows_more_classes_than_chance_does_early_on() -> None:
    """Twenty classes of very uneven size, twenty questions, ten draws of the data.

    `random` finds about 12 of the classes, sd of a draw about 1.5; `mixed` must find 3 more on average, which
    two equal strategies do with odds below 1 in 100,000 (4.5 sd of a mean of ten differences).
    """
    found: dict[Strategy, list[int]] = {"mixed": [], "random": []}
    for seed in range(10):
        rng = np.random.default_rng(seed)
        sizes = np.maximum(rng.pareto(1.0, size=20) * 10, 4).astype(int).clip(4, 120)
        which = np.repeat(np.arange(20), sizes)
        vectors = _unit(rng.normal(size=(20, 24))[which] + 0.1 * rng.normal(size=(len(which), 24)))
        for strategy, counts in found.items():
            picked = propose(
                strategy,
                vectors,
                np.arange(len(which)),
                _known([], []),
                n=20,
                seed=seed,
                n_classes=20,
            )
            counts.append(len(set(which[picked].tolist())))
    assert np.mean(found["mixed"]) >= np.mean(found["random"]) + 3, found


def test_an_unknown_strategy_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(InputError, match="no such strategy") as caught:
        check_strategy("randon")
    assert (caught.value.code, caught.value.remedy) == ("TF-DATA-071", "Did you mean 'random'?")
