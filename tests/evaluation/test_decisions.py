"""p-values, intervals, Holm and looks against statsmodels and scipy, and their invariants."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from tenfold.evaluation import companions
from tenfold.evaluation.multiplicity import adjust_family, holm, look_shares
from tenfold.evaluation.power import (
    seeds_needed,
    smallest_detectable_gain,
    unseen_failure_rate,
)
from tenfold.evaluation.tests import decided_by, interval, mcnemar, relation_p

seeds = st.integers(0, 2**32 - 1)
relations = st.sampled_from(["beats", "at_most_worse", "equals"])
finite = st.floats(-5, 5)


@settings(deadline=None)
@given(
    relation=relations,
    gain=finite,
    margin=st.floats(0.1, 3),
    v=st.floats(0.01, 4),
    n=st.integers(5, 30),
)
def test_interval_and_p_decide_alike(
    relation: str, gain: float, margin: float, v: float, n: int
) -> None:
    """For one claim and one look: p (of "equals" refuted before it is doubled) and interval."""
    low, high = interval(gain, v, n - 1, 0.05)
    supported, refuted = relation_p(relation, margin, gain, v, n - 1)
    if relation == "equals":
        refuted /= 2
    assume(min(abs(supported - 0.025), abs(refuted - 0.025)) > 1e-9)
    by_p = "supported" if supported < 0.025 else "refuted" if refuted < 0.025 else "undecided"
    assert decided_by(relation, margin, low, high) == by_p


@settings(deadline=None)
@given(gain=finite, margin=st.floats(0, 3), v=st.floats(0.01, 4), n=st.integers(5, 30))
def test_swapping_the_methods_swaps_the_verdicts(
    gain: float, margin: float, v: float, n: int
) -> None:
    """A beats B by m is refuted exactly as B is at most (-m) ... : the boundary is the same."""
    beats = relation_p("beats", margin, gain, v, n - 1)
    worse = relation_p("at_most_worse", margin, -gain, v, n - 1)
    assert beats == pytest.approx((worse[1], worse[0]), abs=1e-12)


@settings(max_examples=30, deadline=None)
@given(seed=seeds, margin=st.floats(0.1, 2))
def test_equality_is_two_one_sided_tests(seed: int, margin: float) -> None:
    from statsmodels.stats.weightstats import ttost_paired

    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(2, 9))
    gains = a - b
    expected = ttost_paired(a, b, -margin, margin)[0]
    found = relation_p("equals", margin, gains.mean(), gains.var(ddof=1) / 9, 8)[0]
    assert found == pytest.approx(expected, abs=1e-10)


@settings(deadline=None)
@given(b=st.integers(0, 60), c=st.integers(0, 60))
def test_mcnemar_is_an_exact_binomial_test(b: int, c: int) -> None:
    assume(b + c > 0)
    more, less = mcnemar(b, c)
    assert more == pytest.approx(stats.binomtest(b, b + c, alternative="greater").pvalue)
    assert less == pytest.approx(stats.binomtest(b, b + c, alternative="less").pvalue)


p_lists = st.lists(st.floats(0, 1), min_size=1, max_size=8)


def test_holm_agrees_with_statsmodels() -> None:
    from statsmodels.stats.multitest import multipletests

    rng = np.random.default_rng(0)
    for n in (1, 2, 3, 6, 20):
        for _ in range(10):
            p = np.round(rng.random(n) ** 3, 2)  # small ones, with ties
            np.testing.assert_allclose(holm(p), multipletests(p, method="holm")[1], atol=1e-12)


@settings(deadline=None)
@given(p=p_lists)
def test_holm_never_lowers_and_keeps_the_order(p: list[float]) -> None:
    adjusted = holm(p)
    assert (adjusted >= np.array(p)).all()
    order = np.argsort(p)
    assert (np.diff(adjusted[order]) >= 0).all()


def test_looks_spend_all_of_alpha_and_no_more() -> None:
    assert look_shares(3) == pytest.approx((0.1, 0.3, 0.6))
    for n in range(1, 8):
        assert sum(look_shares(n)) == pytest.approx(1)
    assert look_shares(1) == (1.0,)


def test_the_primary_is_tested_alone_and_the_others_wait() -> None:
    p = [0.02, 0.001, 0.001]
    open_gate = adjust_family(p, [1, 1, 1], primary=0, threshold=0.025)
    assert open_gate.supported == pytest.approx([0.02, 0.002, 0.002])
    assert open_gate.waits == (False, False, False)
    closed = adjust_family([0.03, *p[1:]], [1, 1, 1], primary=0, threshold=0.025)
    assert closed.waits == (False, True, True)


def test_needed_seeds_are_the_fewest() -> None:
    needed = seeds_needed(sd=1.0, n_seeds=10, k=0.0, e=0.0, distance=1.0, n_test=None)
    upper = 1.0 * np.sqrt(9 / stats.chi2.ppf(0.2, 9))
    reach = [
        (stats.t.ppf(0.975, n - 1) + stats.t.ppf(0.8, n - 1)) * upper / np.sqrt(n)
        for n in range(5, 60)
    ]
    assert needed.n == 5 + next(i for i, value in enumerate(reach) if value <= 1.0)


def test_equality_needs_more_seeds_than_non_inferiority() -> None:
    common = {"sd": 1.0, "n_seeds": 10, "k": 0.0, "e": 0.0, "distance": 0.8, "n_test": None}
    equal, worse = (seeds_needed(**common, relation=r) for r in ("equals", "at_most_worse"))
    assert equal.n > worse.n


@pytest.mark.parametrize(
    ("distance", "why"), [(None, "needs detect"), (0.0, "detect within margin")]
)
def test_seeds_are_not_guessed_without_a_declared_gain(distance: float | None, why: str) -> None:
    needed = seeds_needed(sd=1, n_seeds=10, k=0, e=0, distance=distance, n_test=None)
    assert (needed.n, needed.why) == (None, why)


@settings(deadline=None)
@given(n=st.integers(2, 50), sd=st.floats(0.1, 10))
def test_more_seeds_see_more(n: int, sd: float) -> None:
    assert smallest_detectable_gain(n + 1, sd=sd) < smallest_detectable_gain(n, sd=sd)


def test_ten_seeds_of_small_studies_cannot_see_two_points() -> None:
    assert all(smallest_detectable_gain(10, sd=sd) > 2 for sd in (3, 5, 13))


def test_unseen_failures() -> None:
    assert [round(100 * unseen_failure_rate(n)) for n in (5, 10, 20)] == [45, 26, 14]


@settings(max_examples=30, deadline=None)
@given(seed=seeds, n=st.integers(1, 14), ties=st.booleans())
def test_wilcoxon_agrees_with_scipy(seed: int, n: int, ties: bool) -> None:
    gains = np.random.default_rng(seed).normal(0.3, 1, size=n)
    if ties:
        gains = np.round(gains, 0)
    kept = gains[gains != 0]
    assume(len(kept))
    signs = np.array(np.meshgrid(*[[-1, 1]] * len(kept))).reshape(len(kept), -1)
    ranks = stats.rankdata(np.abs(kept))
    totals = (signs.T > 0) @ ranks
    expected = (totals >= ranks[kept > 0].sum() - 1e-9).mean()
    assert companions.wilcoxon_p(gains) == pytest.approx(expected)
    if not ties:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            known = stats.wilcoxon(gains, alternative="greater", method="exact").pvalue
        assert companions.wilcoxon_p(gains) == pytest.approx(known)


@settings(max_examples=30, deadline=None)
@given(seed=seeds, n=st.integers(1, 12))
def test_sign_flips_are_all_counted(seed: int, n: int) -> None:
    gains = np.random.default_rng(seed).normal(0.3, 1, size=n)
    signs = np.array(np.meshgrid(*[[-1, 1]] * n)).reshape(n, -1)
    expected = (signs.T @ gains >= gains.sum() - 1e-9).mean()
    assert companions.sign_flip_p(gains) == pytest.approx(expected)


@settings(deadline=None)
@given(wins=st.integers(0, 12), losses=st.integers(0, 12))
def test_share_of_wins_is_clopper_pearson(wins: int, losses: int) -> None:
    assume(wins + losses)
    gains = np.array([1.0] * wins + [-1.0] * losses)
    known = stats.binomtest(wins, wins + losses).proportion_ci(0.95, "exact")
    found = companions.share_of_wins(gains, 0.05)
    assert found == pytest.approx((wins / (wins + losses), known.low, known.high))


def test_stochastic_order_has_its_ends() -> None:
    a = np.arange(10.0)
    assert companions.almost_stochastic_order(a + 20, a) == 0
    assert companions.almost_stochastic_order(a, a + 20) == 1
    assert companions.almost_stochastic_order(a[:9], a) is None


def test_hedges_d_shrinks_cohens() -> None:
    gains = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    d = companions.hedges_d(gains)
    assert d == pytest.approx(3 / gains.std(ddof=1) * (1 - 3 / 15))
    assert companions.hedges_d(np.full(5, 0.1) + 1e-17) is None
