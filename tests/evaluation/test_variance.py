"""The variance of a gain against slow loops and scipy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tenfold.errors import PairingError
from tenfold.evaluation.evidence import Evidence, MethodScores, Sampling
from tenfold.evaluation.paired import pair
from tenfold.evaluation.tests import p_above
from tenfold.evaluation.variance import (
    choose_formula,
    clustered_terms,
    example_term,
    resampled_term,
    training_term,
)

seeds = st.integers(0, 2**32 - 1)
sizes = st.integers(2, 8)


def anova(d: np.ndarray) -> tuple[float, float]:
    """V_e and V_i from the sums of squares of a two-way layout, seeds x examples, by loops."""
    n, m = d.shape
    grand = sum(d[s, j] for s in range(n) for j in range(m)) / (n * m)
    of_example = [sum(d[s, j] for s in range(n)) / n for j in range(m)]
    of_seed = [sum(d[s, j] for j in range(m)) / m for s in range(n)]
    ss_examples = n * sum((x - grand) ** 2 for x in of_example)
    ss_seeds = m * sum((x - grand) ** 2 for x in of_seed)
    ss_rest = sum(
        (d[s, j] - of_example[j] - of_seed[s] + grand) ** 2 for s in range(n) for j in range(m)
    )
    mean_square = ss_examples / (m - 1)
    return mean_square / (n * m), (ss_examples + ss_seeds + ss_rest) / (n * m) ** 2


@settings(max_examples=50, deadline=None)
@given(seed=seeds, n=sizes, m=st.integers(2, 30))
def test_clustered_terms_are_a_two_way_anova(seed: int, n: int, m: int) -> None:
    d = np.random.default_rng(seed).normal(size=(n, m))
    v_e, v_i, tested = clustered_terms(list(d), [np.arange(m)] * n, m)
    expected = anova(d)
    assert tested == m
    assert abs((v_e - v_i) - (expected[0] - expected[1])) <= 1e-10


@settings(max_examples=30, deadline=None)
@given(seed=seeds, n=sizes)
def test_redrawn_examples_match_a_slow_loop(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    m, items = 6, 15
    d = rng.normal(size=(n, m))
    tested = np.array([rng.choice(items, m, replace=False) for _ in range(n)])
    v_e, v_i, distinct = clustered_terms(list(d), list(tested), items)
    r = (d - d.mean()) / (n * m)
    sums = {j: sum(r[s, i] for s in range(n) for i in range(m) if tested[s, i] == j)
            for j in set(tested.ravel().tolist())}  # fmt: skip
    j = len(sums)
    assert distinct == j
    assert v_e == pytest.approx(j / (j - 1) * sum(x**2 for x in sums.values()))
    assert v_i == pytest.approx((r**2).sum())


@settings(max_examples=30, deadline=None)
@given(seed=seeds)
def test_a_group_counts_like_one_example_with_its_mean(seed: int) -> None:
    rng = np.random.default_rng(seed)
    means = rng.normal(size=(4, 12))
    one = clustered_terms(list(means), [np.arange(12)] * 4, 12)
    three = clustered_terms(
        list(np.repeat(means, 3, axis=1)), [np.repeat(np.arange(12), 3)] * 4, 12
    )
    np.testing.assert_allclose(one, three)


def scores_only(a: np.ndarray, b: np.ndarray, sampling: Sampling) -> Evidence:
    return Evidence(
        metric="score",
        seeds=tuple(range(len(a))),
        candidate=MethodScores(values=tuple(a)),
        baseline=MethodScores(values=tuple(b)),
        sampling=sampling,
    )


@settings(max_examples=30, deadline=None)
@given(seed=seeds, n=st.integers(5, 20))
def test_scores_alone_are_a_paired_t_test(seed: int, n: int) -> None:
    a, b = np.random.default_rng(seed).normal(size=(2, n))
    analysis = pair(scores_only(a, b, Sampling())).analyse(range(n))
    p = p_above(analysis.gain, 0, analysis.variance, analysis.df)
    assert p == pytest.approx(stats.ttest_rel(a, b, alternative="greater").pvalue, abs=1e-12)
    assert analysis.formula == "seeds only"


def test_the_formula_follows_the_sampling() -> None:
    few, many = 0.05, 0.7
    fixed = Sampling(q=few)
    assert choose_formula(fixed, has_examples=True) == choose_formula(
        Sampling(test="redrawn", q=few), has_examples=True
    )
    assert choose_formula(fixed, has_examples=True).k == pytest.approx(0.05 / 0.95)
    for sampling in (Sampling(q=many), Sampling(q=few, training="fixed"), Sampling(q=None)):
        assert choose_formula(sampling, has_examples=True).k == 0
    assert choose_formula(fixed, has_examples=False).name == "seeds only"
    redrawn = Sampling(test="redrawn", q=many, n_test=200, n_total=1000)
    assert choose_formula(redrawn, has_examples=True).name == "nadeau-bengio"
    assert choose_formula(redrawn, has_examples=True).k == 0.25
    no_pool = Sampling(test="redrawn", n_test=200, n_train=400)
    assert choose_formula(no_pool, has_examples=False).k == 0.5
    assert training_term(Sampling(q=0.25)) == pytest.approx(1 / 3)


def test_a_redrawn_test_set_without_sizes_is_refused() -> None:
    with pytest.raises(PairingError, match="sizes"):
        choose_formula(Sampling(test="redrawn"), has_examples=False)


def test_resampled_term_separates_shared_from_private_noise() -> None:
    """Shared sd 1, private sd 2, 20,000 resamples: sd of E is about 0.012; bound 5 sd."""
    rng = np.random.default_rng(0)
    gains = rng.normal(size=(20_000, 1)) + 2 * rng.normal(size=(20_000, 10))
    assert resampled_term(gains) == pytest.approx(1.0, abs=0.07)


def test_resampling_agrees_with_the_closed_form_where_there_is_one() -> None:
    """Accuracy has both forms of E; 1,000 resamples give a variance within some 5 % (sd)."""
    from tenfold.evaluation.metrics import METRICS
    from tenfold.evaluation.resampling import draw_units, resample_scores

    rng = np.random.default_rng(3)
    n, m = 6, 300
    hard = rng.normal(size=(2, 1, m))
    right = (0.8 + hard + rng.normal(size=(2, n, m)) > 0).astype(int)
    truth = [np.ones(m, dtype=int)] * n
    drawn = draw_units(m, None, seed=0)
    units = [np.arange(m)] * n
    resampled = [
        resample_scores(METRICS["accuracy"], list(np.eye(2)[side]), truth, units, drawn)
        for side in right
    ]
    v_e, v_i, _ = clustered_terms(list((right[0] - right[1]).astype(float)), units, m)
    closed = example_term(v_e, v_i, n)
    assert resampled_term(resampled[0] - resampled[1]) == pytest.approx(closed, rel=0.25)


def test_units_are_drawn_inside_their_strata() -> None:
    from tenfold.evaluation.resampling import draw_units

    strata = np.array([0] * 7 + [1] * 3)
    drawn = draw_units(10, strata, n_resamples=50, seed=0)
    assert set(drawn[:, :7].sum(axis=1)) == {7}
    assert set(drawn[:, 7:].sum(axis=1)) == {3}
