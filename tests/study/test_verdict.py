"""Families of hypotheses: who waits for whom, what is final, what is said."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.errors import InputError
from tenfold.evaluation.evidence import Evidence, MethodScores, Sampling
from tenfold.study.claims import parse_claim
from tenfold.study.verdict import Registered, Rules, Verdict, expand, judge_family

SURE = [0.10, 0.11, 0.09, 0.10, 0.12, 0.10, 0.09, 0.11, 0.10, 0.10]
FAINT = [0.03, -0.01, 0.02, 0.04, 0.00, 0.03, 0.01, 0.03, -0.01, 0.02]
"""One-sided p about 0.005: supported alone, and after up to five claims."""
VAIN = [0.02, -0.02, 0.01, -0.01, 0.03, -0.03, 0.01, -0.01, 0.02, -0.02]


def claimed(text: str, identifier: str = "h1", **fields: object) -> Registered:
    claim = parse_claim(text, methods=(), metrics=())
    return Registered(id=identifier, claim=claim, **fields)  # type: ignore[arg-type]


def gained(gains: list[float], failed: tuple[int, ...] = ()) -> Evidence:
    n = len(gains)
    return Evidence(
        metric="accuracy",
        seeds=tuple(range(n)),
        candidate=MethodScores(
            values=tuple(0.5 + gain for gain in gains), failed=tuple(i in failed for i in range(n))
        ),
        baseline=MethodScores(values=(0.5,) * n),
        sampling=Sampling(),
    )


def predicted(right_a: np.ndarray, right_b: np.ndarray, **fields: object) -> Evidence:
    """Evidence from correctness of shape (n_seeds, n_test), as two-class probabilities."""
    n, m = right_a.shape
    sides = [
        MethodScores(
            values=(0.0,) * n, probabilities=tuple(np.eye(2)[s] for s in right.astype(int))
        )
        for right in (right_a, right_b)
    ]
    common = {"seeds": tuple(range(n)), "truth": (np.ones(m, dtype=int),) * n,
              "examples": (np.arange(m),) * n, "sampling": Sampling(q=0.1, n_test=m)}  # fmt: skip
    return Evidence(
        metric="accuracy", candidate=sides[0], baseline=sides[1], **{**common, **fields}
    )


def only(text: str, evidence: Evidence, rules: Rules | None = None, **fields: object) -> Verdict:
    return judge_family([claimed(text, **fields)], {"h1": evidence}, rules or Rules())[0]


CLAIM = "a beats b on accuracy"


@pytest.mark.parametrize(
    ("text", "gains", "verdict"),
    [
        (CLAIM, SURE, "supported"),
        ("a beats b by 0.05 on accuracy", SURE, "supported"),
        ("a beats b by 0.2 on accuracy", SURE, "refuted"),
        ("b beats a on accuracy".replace("b beats a", "a is worse than b"), SURE, "refuted"),
        ("a is at most 0.02 worse than b on accuracy", SURE, "supported"),
        ("a equals b within 0.2 on accuracy", SURE, "supported"),
        ("a equals b within 0.05 on accuracy", SURE, "refuted"),
        (CLAIM, VAIN, "undecided"),
        ("a equals b within 0.05 on accuracy", VAIN, "supported"),
    ],
)
def test_relations(text: str, gains: list[float], verdict: str) -> None:
    evidence = gained(gains)
    if "is worse than" in text:  # its candidate is b
        evidence = gained([-gain for gain in gains])
    assert only(text, evidence).verdict == verdict


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), n=st.integers(1, 12), fail=st.booleans())
def test_json_keeps_everything(seed: int, n: int, fail: bool) -> None:
    gains = list(np.random.default_rng(seed).normal(size=n) / 20)
    verdicts = judge_family(
        [
            claimed(CLAIM, primary=True, detect=0.05),
            claimed("a equals b within 0.1 on accuracy", "h2"),
        ],
        {"h1": gained(gains, failed=(0,) if fail else ())},
        Rules(planned_seeds=(10,)),
    )
    for verdict in verdicts:
        stored = json.loads(json.dumps(verdict.to_json(), allow_nan=False))
        assert Verdict.from_json(stored) == verdict
        assert Verdict.from_json(stored).to_json() == verdict.to_json()


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), sign=st.sampled_from([-1, 1]))
def test_log_loss_is_oriented(seed: int, sign: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = rng.random((2, 6))
    evidence = Evidence(
        metric="log_loss", seeds=tuple(range(6)), candidate=MethodScores(values=tuple(a)),
        baseline=MethodScores(values=tuple(b)), sampling=Sampling(),
    )  # fmt: skip
    assert only("a beats b on log_loss", evidence).gain.estimate == pytest.approx((b - a).mean())


def test_few_seeds_never_decide() -> None:
    for n, reason in ((1, "one seed"), (2, "few seeds"), (4, "few seeds")):
        verdict = only(CLAIM, gained(SURE[:n]))
        assert (verdict.verdict, verdict.reason) == ("undecided", reason)
    assert only(CLAIM, gained(SURE[:5])).verdict == "supported"


def test_fewer_seeds_than_planned_is_undecided() -> None:
    verdict = only(CLAIM, gained(SURE[:7]), Rules(planned_seeds=(10,)))
    assert (verdict.verdict, verdict.reason, verdict.settled) == (
        "undecided",
        "7 of 10 seeds",
        False,
    )


def test_holm_can_take_away_what_would_stand_alone() -> None:
    family = [claimed(CLAIM, f"h{i}") for i in range(8)]
    evidence = {h.id: gained(FAINT) for h in family}
    assert only(CLAIM, gained(FAINT)).verdict == "supported"
    verdicts = judge_family(family, evidence, Rules())
    assert {v.verdict for v in verdicts} == {"undecided"}
    assert {v.reason for v in verdicts} == {"alone supported"}
    assert "alone supported; not after 8 claims" in str(verdicts[0])
    assert all(v.adjusted.low < v.gain.low for v in verdicts if v.adjusted != v.gain)


def test_the_primary_goes_first_and_the_others_wait() -> None:
    family = [claimed(CLAIM, "h1", primary=True), claimed(CLAIM, "h2")]
    failed = judge_family(family, {"h1": gained(VAIN), "h2": gained(SURE)}, Rules())
    assert [v.reason for v in failed] == [None, "waits for the primary"]
    fine = judge_family(family, {"h1": gained(SURE), "h2": gained(SURE)}, Rules())
    assert [v.verdict for v in fine] == ["supported", "supported"]
    with pytest.raises(InputError, match="at most one"):
        judge_family([claimed(CLAIM, f"h{i}", primary=True) for i in "12"], {}, Rules())


def test_a_primary_is_settled_before_the_others_have_run() -> None:
    family = [claimed(CLAIM, "h1", primary=True), claimed(CLAIM, "h2"), claimed(CLAIM, "h3")]
    first, second, third = judge_family(
        family, {"h1": gained(SURE), "h2": gained(FAINT)}, Rules(planned_seeds=(10,))
    )
    assert (first.verdict, first.settled) == ("supported", True)
    assert (second.verdict, second.settled) == ("supported", True), "p * 2 is below 0.025 anyway"
    assert (third.verdict, third.reason, third.settled) == ("undecided", "not run yet", False)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), primary=st.sampled_from([None, 0, 3]))
def test_settled_verdicts_survive_whatever_the_others_do(seed: int, primary: int | None) -> None:
    rng = np.random.default_rng(seed)
    family = [claimed(CLAIM, f"h{i}", primary=i == primary) for i in range(4)]
    means = rng.choice([-0.03, 0.0, 0.02, 0.1], size=4)
    evidence = {f"h{i}": gained(list(means[i] + 0.02 * rng.normal(size=6))) for i in range(4)}
    known = dict(list(evidence.items())[:2])
    early = judge_family(family, known, Rules(planned_seeds=(6,)))
    late = judge_family(family, evidence, Rules(planned_seeds=(6,)))
    for before, after in zip(early, late, strict=True):
        if before.settled:
            assert before.verdict == after.verdict
        else:
            assert before.verdict == "undecided"


def test_a_decision_at_an_early_look_is_final() -> None:
    gains = [*SURE[:5], *[-0.3] * 5]
    plan = (5, 10)
    late = only(CLAIM, gained(gains), Rules(planned_seeds=plan, look=1))
    assert (late.verdict, late.n_pairs, late.scope["look"]) == ("supported", 5, 1)
    early = only(CLAIM, gained(FAINT), Rules(planned_seeds=plan, look=0))
    assert (early.verdict, early.settled) == ("undecided", False)


def test_seeds_beyond_the_plan_are_exploratory() -> None:
    undecided_at_five = [*VAIN[:5], *[0.1, 0.11, 0.12, 0.1, 0.11, 0.1, 0.12]]
    verdict = only(CLAIM, gained(undecided_at_five), Rules(planned_seeds=(5,)))
    assert (verdict.mode, verdict.n_pairs) == ("exploratory", 12)
    assert verdict.scope["beyond_plan"]


def test_failures_are_counted_both_ways() -> None:
    broken = [*SURE[:9], -0.6]
    verdict = only(CLAIM, gained(broken, failed=(9,)))
    assert (verdict.verdict, verdict.reason) == ("undecided", "failures disagree")
    assert "1 of 10 runs of a failed" in str(verdict)
    mild = only(CLAIM, gained([*SURE[:9], 0.05], failed=(9,)))
    assert mild.verdict == "supported"


def test_identical_predictions() -> None:
    same = gained([0.0] * 6)
    assert only("a beats b by 0.01 on accuracy", same).verdict == "refuted"
    verdict = only("a is at most 0.01 worse than b on accuracy", same)
    assert (verdict.verdict, verdict.reason) == ("undecided", "no difference observed")
    assert (verdict.gain.low, verdict.gain.high) == (0, 0)
    rounded = only(CLAIM, gained([0.1] * 6))
    assert (rounded.verdict, rounded.reason) == ("undecided", "no spread")


def test_a_claim_about_a_model_counts_examples() -> None:
    from scipy import stats

    rng = np.random.default_rng(0)
    a = rng.random((1, 200)) < 0.9
    b = a & (rng.random((1, 200)) < 0.9)
    verdict = only(CLAIM, predicted(a, b), about="model")
    n_better = int((a & ~b).sum())
    assert verdict.p_adjusted == pytest.approx(
        stats.binomtest(n_better, n_better, alternative="greater").pvalue
    )
    assert verdict.verdict == "supported"
    within = only("a equals b within 0.3 on accuracy", predicted(a, b), about="model")
    assert within.verdict == "supported"
    assert only(CLAIM, gained(SURE), about="model").reason == "no example scores"


def test_few_groups_never_decide() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.random((6, 90)) < 0.9, rng.random((6, 90)) < 0.5
    groups = np.arange(90) // 10
    assert only(CLAIM, predicted(a, b)).verdict == "supported"
    assert only(CLAIM, predicted(a, b, groups=groups)).reason == "few groups"


def test_percent_scales_shares_and_not_log_loss() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.random((6, 90)) < 0.9, rng.random((6, 90)) < 0.5
    natural = only(CLAIM, predicted(a, b))
    percent = only(CLAIM, predicted(a, b), Rules(unit="percent"))
    assert percent.gain.estimate == pytest.approx(100 * natural.gain.estimate)
    assert percent.p_adjusted == pytest.approx(natural.p_adjusted)


def test_one_claim_a_size() -> None:
    family = expand([claimed(CLAIM + " at all sizes")], [1, 5, "all"])
    assert [(h.id, h.claim.condition) for h in family] == [
        ("h1@1", 1),
        ("h1@5", 5),
        ("h1@all", "all"),
    ]
    with pytest.raises(InputError, match="primary"):
        expand([claimed(CLAIM + " at all sizes", primary=True)], [1, 5])


def test_seeds_needed_come_from_what_was_declared() -> None:
    assert only(CLAIM, gained(VAIN)).seeds_needed_why == "needs detect"
    assert only(CLAIM, gained(VAIN), detect=0.01).seeds_needed > 10
    margin = only("a is at most 0.01 worse than b on accuracy", gained(VAIN))
    assert margin.seeds_needed == only(CLAIM, gained(VAIN), detect=0.01).seeds_needed


def test_companions_say_cannot_rather_than_disagree() -> None:
    five = only(CLAIM, gained(SURE[:5]))
    found = {c.name: c for c in five.companions}
    assert not found["wilcoxon"].can_decide
    assert found["wilcoxon"].agrees is None
    assert "cannot decide" in five._repr_html_()
    ten = {c.name: c for c in only(CLAIM, gained(SURE)).companions}
    assert ten["wilcoxon"].agrees is ten["sign-flip"].agrees is True
    assert ten["stochastic order"].estimate == 0


def test_resampled_verdicts_are_repeatable() -> None:
    """The joint resamples are there, and the same seed gives the same verdict."""
    rng = np.random.default_rng(0)
    truth = rng.integers(7, size=100)
    p = [tuple(rng.dirichlet(np.ones(7) / 2, size=100) for _ in range(5)) for _ in "ab"]
    evidence = Evidence(
        metric="macro_f1", seeds=tuple(range(5)),
        candidate=MethodScores(values=(0.0,) * 5, probabilities=p[0]),
        baseline=MethodScores(values=(0.0,) * 5, probabilities=p[1]),
        truth=(truth,) * 5, strata=truth, sampling=Sampling(q=0.1),
    )  # fmt: skip
    first, again = (only("a beats b on macro_f1", evidence) for _ in range(2))
    assert first == again
    assert "resampled test term" in first.scope["approximations"]
