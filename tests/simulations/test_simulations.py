"""The simulations that guard the rules of the verdict.

Each runs twice: at a reduced number of studies wherever the tests run, and in full (marked
`simulation`, `make simulations`), where it prints its rates. A limit is the most that an exact rule
with a false rate of 2.5 % would exceed in one of 1,000 repetitions (reduced: in one of 10,000).
Streams are seeded, so that a run that passed passes again; the odds are of what a change of code
that only reorders random numbers would do.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from simulated_worlds import (
    WORLDS,
    A,
    B,
    limit,
    one_tail,
    outcome,
    paired_gains,
    studies,
)

from tenfold.evaluation.arrays import FloatArray
from tenfold.evaluation.assessment import Question
from tenfold.evaluation.family import Plan, rule_on
from tenfold.evaluation.metrics import METRICS
from tenfold.evaluation.power import seeds_needed
from tenfold.evaluation.tests import interval, p_above

full = pytest.mark.simulation
SIZES = [pytest.param(False, id="reduced"), pytest.param(True, id="full", marks=full)]


def said(name: str, **rates: object) -> None:
    print(f"\n{name}: " + ", ".join(f"{key} {value}" for key, value in rates.items()))


def most(n: int, in_full: bool) -> int:
    return limit(n, confidence=0.999 if in_full else 0.9999)


# 1 and 10 -------------------------------------------------------------------------------------


def rates_under_no_gain(name: str, n: int, n_studies: int) -> dict[str, float]:
    """False supported by one tail and coverage of the 95 % interval, with no true gain."""
    false, refuted, covered, plain = 0, 0, 0, 0
    for paired in studies(WORLDS[name], n, n_studies, seed=1):
        analysis = paired.analyse(range(n))
        low, high = interval(analysis.gain, analysis.variance, analysis.df, 0.05)
        false += low > 0
        refuted += high < 0
        covered += low <= 0 <= high
        plain += p_above(analysis.gain, 0, analysis.sd**2 / n, n - 1) <= 0.025
    return {
        "studies": n_studies,
        "false_supported": int(false),
        "false_refuted": int(refuted),
        "coverage": covered / n_studies,
        "paired_t": int(plain),
    }


@full
@pytest.mark.parametrize("n", [5, 10, 20])
@pytest.mark.parametrize("name", list(WORLDS))
def test_no_gain_is_rarely_called_one(name: str, n: int) -> None:
    rates = rates_under_no_gain(name, n, 2000)
    said(f"1/10 {name} n={n}", **rates)
    assert rates["false_supported"] <= 73
    if name in ("A", "C") or (name == "B" and n >= 10):
        assert rates["false_supported"] >= 10, "a rule that never decides is dead"
    if name in ("A", "B", "C", "D"):
        assert rates["coverage"] >= 0.935
    if name in ("A", "B", "C"):
        assert rates["coverage"] <= 0.999


@pytest.mark.parametrize("name", list(WORLDS))
def test_no_gain_is_rarely_called_one_reduced(name: str) -> None:
    """300 studies of 5 seeds: an exact rule would exceed 19 in one of 10,000 runs."""
    rates = rates_under_no_gain(name, 5, 300)
    assert rates["false_supported"] <= limit(300, confidence=0.9999)


# 2 --------------------------------------------------------------------------------------------


BOUNDARY = 0.03


def rates_on_the_boundary(world_name: str, n: int, n_studies: int) -> dict[str, int]:
    """False verdicts where the truth stands exactly on the margin."""
    counts: dict[str, int] = {}
    cases = {BOUNDARY: ("beats", "equals"), -BOUNDARY: ("at_most_worse", "equals")}
    for gain, relations in cases.items():
        for paired in studies(WORLDS[world_name], n, n_studies, gain=gain, seed=2):
            for relation in relations:
                verdict = outcome(paired, relation, BOUNDARY)
                for kind in ("supported", "refuted"):
                    key = f"{relation}@{gain:+} {kind}"
                    counts[key] = counts.get(key, 0) + (verdict == kind)
    return counts


@pytest.mark.parametrize("in_full", SIZES)
@pytest.mark.parametrize("case", [("A", 5), ("A", 10), ("C", 10)], ids=str)
def test_claims_on_their_margin_are_rarely_decided(case: tuple[str, int], in_full: bool) -> None:
    n_studies = 4000 if in_full else 80
    counts = rates_on_the_boundary(*case, n_studies)
    said(f"2 {case}", studies=n_studies, **counts)
    assert max(counts.values()) <= most(n_studies, in_full)


# 3 --------------------------------------------------------------------------------------------


def rates_of_six(correlation: float, n_true: int, n_studies: int) -> dict[str, int]:
    """Any false verdict among six claims over ten seeds; `n_true` of them have a real gain."""
    rng = np.random.default_rng([3, n_true, int(10 * correlation)])
    false = {"supported": 0, "refuted": 0}
    for _ in range(n_studies):
        shared = np.sqrt(correlation) * rng.standard_normal((10, 1))
        gains = shared + np.sqrt(1 - correlation) * rng.standard_normal((10, 6))
        gains[:, :n_true] += 2.0
        family = [
            Question(relation="beats", margin=0.0, paired=paired_gains(column))
            for column in gains.T
        ]
        verdicts = [ruling.verdict for ruling in rule_on(family, Plan())]
        false["supported"] += "supported" in verdicts[n_true:]
        false["refuted"] += "refuted" in verdicts
    return false


@pytest.mark.parametrize("in_full", SIZES)
@pytest.mark.parametrize("n_true", [0, 3])
@pytest.mark.parametrize("correlation", [0.0, 0.6])
def test_a_family_rarely_errs_anywhere(correlation: float, n_true: int, in_full: bool) -> None:
    n_studies = 4000 if in_full else 100
    false = rates_of_six(correlation, n_true, n_studies)
    said(f"3 correlation {correlation}, {n_true} true", studies=n_studies, **false)
    assert max(false.values()) <= most(n_studies, in_full)


# 4 --------------------------------------------------------------------------------------------


LOOKS = Plan(planned=(5, 10, 20), look=2)


def rates_of_looking(n_studies: int) -> dict[str, int]:
    """False supported with the looks that are paid for, and by peeking at every seed."""
    rng = np.random.default_rng(4)
    planned, peeked = 0, 0
    for _ in range(n_studies):
        gains = rng.standard_normal(20)
        question = Question(relation="beats", margin=0.0, paired=paired_gains(gains))
        planned += rule_on([question], LOOKS)[0].verdict == "supported"
        means = np.cumsum(gains)[4:] / np.arange(5, 21)
        sds = np.array([gains[:n].std(ddof=1) for n in range(5, 21)])
        t = means / (sds / np.sqrt(np.arange(5, 21)))
        peeked += bool((t > stats.t.ppf(0.975, np.arange(4, 20))).any())
    return {"planned": planned, "peeked": peeked}


@pytest.mark.parametrize("in_full", SIZES)
def test_planned_looks_are_paid_for(in_full: bool) -> None:
    n_studies = 4000 if in_full else 400
    counts = rates_of_looking(n_studies)
    said("4 looks", studies=n_studies, **counts)
    assert counts["planned"] <= most(n_studies, in_full)
    assert counts["peeked"] > (300 if in_full else most(n_studies, False)), "negative control"


@full
def test_planned_looks_in_a_whole_world() -> None:
    false = sum(
        rule_on([Question(relation="beats", margin=0.0, paired=paired)], LOOKS)[0].verdict
        == "supported"
        for paired in studies(A, 20, 4000, seed=4)
    )
    said("4 looks in A", studies=4000, false_supported=false)
    assert false <= 132


@full
def test_planned_looks_find_a_gain_with_fewer_seeds() -> None:
    """A gain of 0.77 sd, found in about 0.9 of studies of a fixed twenty seeds."""
    rng = np.random.default_rng(44)
    supported, used, at_twenty = 0, 0, 0
    for _ in range(4000):
        paired = paired_gains(rng.standard_normal(20) + 0.77)
        ruling = rule_on([Question(relation="beats", margin=0.0, paired=paired)], LOOKS)[0]
        supported += ruling.verdict == "supported"
        used += LOOKS.planned[ruling.look]
        at_twenty += one_tail(paired) <= 0.025
    said("4 power", looks=supported / 4000, seeds=used / 4000, fixed=at_twenty / 4000)
    assert 0.85 <= supported / 4000 <= 0.93
    assert used / 4000 <= 17


# 5 --------------------------------------------------------------------------------------------


def power_in_a(n_studies: int) -> dict[str, float]:
    rule, nadeau_bengio = 0, 0
    for paired in studies(A, 10, n_studies, gain=0.054, seed=5):
        rule += outcome(paired) == "supported"
        s2 = paired.gains.var(ddof=1)
        variance = s2 * (1 / 10 + A.n_test / A.n_train)
        nadeau_bengio += p_above(float(paired.gains.mean()), 0, variance, 9) <= 0.025
    return {"rule": rule / n_studies, "nadeau_bengio": nadeau_bengio / n_studies}


@pytest.mark.parametrize("in_full", SIZES)
def test_a_real_gain_is_found(in_full: bool) -> None:
    """Reduced: 150 studies, sd 3.7 points around 0.70; the bounds allow 4 sd beyond 0.62-0.78."""
    power = power_in_a(700 if in_full else 150)
    said("5 power in A", **power)
    low, high = (0.62, 0.78) if in_full else (0.47, 0.93)
    assert low <= power["rule"] <= high
    assert power["nadeau_bengio"] < low


# 6 --------------------------------------------------------------------------------------------


GROUPED = {"group_size": 10, "share_of_group": 0.3}


def rates_with_groups(n_studies: int) -> dict[str, int]:
    from dataclasses import replace

    world = replace(B, name="G", **GROUPED)  # type: ignore[arg-type]
    found = {}
    for grouped in (True, False):
        drawn = studies(world, 10, n_studies, grouped=grouped, seed=6)
        found["grouped" if grouped else "ungrouped"] = sum(
            outcome(paired) == "supported" for paired in drawn
        )
    return found


@pytest.mark.parametrize("in_full", SIZES)
def test_groups_count_as_one(in_full: bool) -> None:
    n_studies = 2000 if in_full else 250
    counts = rates_with_groups(n_studies)
    said("6 groups of 10", studies=n_studies, **counts)
    assert counts["grouped"] <= most(n_studies, in_full)
    if in_full:
        assert counts["ungrouped"] > 73, "negative control"


# 7 --------------------------------------------------------------------------------------------


def classes_study(metric: str, n: int, rng: np.random.Generator) -> bool:
    """Whether two equally good methods on four classes are told apart by `metric`."""
    from tenfold.evaluation.evidence import Evidence, MethodScores, Sampling
    from tenfold.evaluation.paired import pair

    n_test, n_classes = 200, 4
    truth = rng.choice(n_classes, size=n_test, p=[0.4, 0.3, 0.2, 0.1])
    own = np.eye(n_classes)[truth]
    difficulty = own * rng.standard_normal((n_test, 1))
    lasting = 0.5 * rng.standard_normal((2, 1, n_test, n_classes))
    training = 0.1 * rng.standard_normal((2, n, 1, n_classes))
    logits = 1.5 * own + difficulty + lasting + training
    logits = logits + rng.standard_normal((2, n, n_test, n_classes))
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
    sides = [
        MethodScores(values=(0.0,) * n, probabilities=tuple(side.astype(np.float32)))
        for side in probabilities
    ]
    evidence = Evidence(
        metric=metric,
        seeds=tuple(range(n)),
        candidate=sides[0],
        baseline=sides[1],
        truth=(truth,) * n,
        strata=truth,
        sampling=Sampling(q=0.5),
    )
    return outcome(pair(evidence, seed=int(rng.integers(2**31)))) == "supported"


@pytest.mark.parametrize("in_full", SIZES)
@pytest.mark.parametrize("n", [5, 10])
@pytest.mark.parametrize("metric", ["macro_f1", "roc_auc"])
def test_metrics_that_are_no_means(metric: str, n: int, in_full: bool) -> None:
    n_studies = 1000 if in_full else 20
    rng = np.random.default_rng([7, n])
    false = sum(classes_study(metric, n, rng) for _ in range(n_studies))
    said(f"7 {metric} n={n}", studies=n_studies, false_supported=false)
    assert false <= most(n_studies, in_full)


def calibrated_ece(n_sets: int) -> FloatArray:
    """Debiased ECE of perfectly calibrated models at 1,000 examples of three classes."""
    rng = np.random.default_rng(77)
    found = np.empty(n_sets)
    for i in range(n_sets):
        probabilities = rng.dirichlet([0.6, 0.6, 0.6], size=1000)
        truth = (probabilities.cumsum(axis=1) < rng.random((1000, 1))).sum(axis=1)
        found[i] = METRICS["ece"].score(probabilities, np.minimum(truth, 2))
    return found


@pytest.mark.parametrize("in_full", SIZES)
def test_a_calibrated_model_has_no_calibration_error(in_full: bool) -> None:
    """Sd of one is about 0.01; the reduced run's mean of 100 has 0.001, five sd inside 0.005."""
    found = calibrated_ece(2000 if in_full else 100)
    said("7 ece", mean=f"{found.mean():.5f}", sd=f"{found.std():.4f}")
    assert abs(found.mean()) <= 0.005


# 8 --------------------------------------------------------------------------------------------


def rates_of_diverging(n: int, n_studies: int) -> dict[str, float]:
    """A method that is 1.5 points better, except that a fifth of its runs lose 20 points."""
    rng = np.random.default_rng([8, n])
    supported, dropped = 0, 0
    for _ in range(n_studies):
        failed = rng.random(n) < 0.2
        gains = 1.5 + 2.1 * rng.standard_normal(n) - 20 * failed
        supported += outcome(paired_gains(gains, failed)) == "supported"
        kept = gains[~failed]
        dropped += len(kept) > 1 and bool(
            stats.ttest_1samp(kept, 0, alternative="greater").pvalue <= 0.025
        )
    return {"supported": supported / n_studies, "failures_dropped": dropped / n_studies}


@pytest.mark.parametrize("in_full", SIZES)
@pytest.mark.parametrize("n", [10, 20])
def test_failures_are_not_dropped(n: int, in_full: bool) -> None:
    """At ten seeds none fails in 11 % of studies, and then nobody can know."""
    rates = rates_of_diverging(n, 2000 if in_full else 200)
    said(f"8 diverging n={n}", **rates)
    assert rates["supported"] <= 0.10
    if n == 20:
        assert rates["failures_dropped"] >= 0.6, "negative control"


# 9 --------------------------------------------------------------------------------------------


def power_at_needed(n_pilot: int, n_pilots: int) -> FloatArray:
    """The true power of studies with the seeds that pilots ask for; gain 1, sd 1.2."""
    rng = np.random.default_rng([9, n_pilot])
    found = []
    for _ in range(n_pilots):
        sd = float((1.2 * rng.standard_normal(n_pilot)).std(ddof=1))
        needed = seeds_needed(sd=sd, n_seeds=n_pilot, k=0, e=0, distance=1.0, n_test=None)
        n = needed.n
        assert n is not None
        found.append(stats.nct.sf(stats.t.ppf(0.975, n - 1), n - 1, np.sqrt(n) / 1.2))
    return np.array(found)


@pytest.mark.parametrize("in_full", SIZES)
@pytest.mark.parametrize("n_pilot", [5, 10])
def test_the_seeds_that_are_asked_for_suffice(n_pilot: int, in_full: bool) -> None:
    """The upper 80 % limit of an sd is 1.56 times it after 5 seeds and 1.29 after 10: generous.

    For pilots of five the band's upper end had to move from 0.97 to 0.985.
    """
    power = power_at_needed(n_pilot, 2000 if in_full else 500)
    said(f"9 pilot of {n_pilot}", median_power=f"{np.median(power):.3f}")
    assert 0.75 <= np.median(power) <= (0.985 if n_pilot == 5 else 0.97)


@full
def test_the_seeds_that_are_asked_for_suffice_in_a_whole_world() -> None:
    detect = 0.06
    asked = []
    for paired in studies(A, 10, 200, gain=detect, seed=9):
        pilot = paired.analyse(range(10))
        needed = seeds_needed(
            sd=pilot.sd, n_seeds=10, k=pilot.k, e=pilot.e, distance=detect, n_test=A.n_test
        )
        asked.append(needed.n if needed.n is not None else 10_000)
    powers = {}
    for n in sorted({int(np.quantile(asked, share)) for share in (0.25, 0.5, 0.75)}):
        n_used = min(n, 60)
        hits = sum(outcome(p) == "supported" for p in studies(A, n_used, 300, gain=detect, seed=99))
        powers[n] = hits / 300
    said("9 in A", quartiles=np.quantile(asked, [0.25, 0.5, 0.75]).tolist(), power=powers)
    assert 0.75 <= powers[int(np.median(asked))] <= 0.97


def test_a_floor_of_test_examples_or_training_data_returns_null() -> None:
    few_tests = seeds_needed(sd=0.01, n_seeds=10, k=0, e=0.02**2, distance=0.02, n_test=100)
    assert few_tests.n is None
    assert few_tests.why == "test examples"
    assert few_tests.n_test is not None
    assert few_tests.n_test > 100
    one_pool = seeds_needed(sd=0.05, n_seeds=10, k=1 / 3, e=0, distance=0.02, n_test=100)
    assert (one_pool.n, one_pool.why, one_pool.n_test) == (None, "training data", None)
