"""Paired scores made ready: gains seed by seed, and their variance for any choice of seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tenfold.errors import InputError, PairingError
from tenfold.evaluation.arrays import FloatArray, IntArray
from tenfold.evaluation.evidence import Evidence, MethodScores
from tenfold.evaluation.metrics import METRICS, Metric
from tenfold.evaluation.resampling import draw_units, resample_scores
from tenfold.evaluation.variance import (
    Formula,
    choose_formula,
    clustered_terms,
    example_term,
    resampled_term,
)

__all__ = ["Analysis", "PairedGains", "pair"]


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """A mean gain with its variance and where that came from.

    `sd` is that of the gain over seeds; `e` what other test units would add; `n_units` the number
    of distinct test units (None without per-example scores). `identical`: no difference in any
    seed and example; `constant`: the variance is zero although the gain is not.
    """

    n: int
    gain: float
    sd: float
    k: float
    e: float
    variance: float
    df: float
    formula: str
    n_units: int | None
    identical: bool = False
    constant: bool = False
    discordant: tuple[int, int] | None = None


@dataclass(frozen=True, kw_only=True)
class PairedGains:
    """Gains of the candidate over the baseline, oriented so that higher is better.

    gains
        (n_seeds,), in the declared unit.
    differences
        A seed's per-example differences, for means over examples.
    resampled
        (n_resamples, n_seeds) gains on joint resamples, for other metrics.
    units
        A seed's test units (example or group), numbered 0..n_units - 1.
    """

    evidence: Evidence
    gains: FloatArray
    scale: float
    differences: tuple[FloatArray, ...] | None = None
    resampled: FloatArray | None = None
    units: tuple[IntArray, ...] | None = None
    n_units: int = 0

    @property
    def has_examples(self) -> bool:
        """Whether there is anything to tell how the test examples contribute."""
        return self.units is not None

    def analyse(self, chosen: Sequence[int]) -> Analysis:
        """The analysis over the chosen positions of the seeds; at least two."""
        formula = choose_formula(self.evidence.sampling, has_examples=self.has_examples)
        gains = self.gains[list(chosen)]
        n, gain, s2 = len(gains), float(gains.mean()), float(gains.var(ddof=1))
        e, n_units = self._test_term(chosen, formula)
        return self._checked(
            Analysis(
                n=n,
                gain=gain,
                sd=float(np.sqrt(s2)),
                k=formula.k,
                e=e,
                variance=s2 * (1 / n + formula.k) + e,
                df=n - 1,
                formula=formula.name,
                n_units=n_units,
            ),
            chosen,
        )

    def analyse_one(self, position: int) -> Analysis | None:
        """The analysis of one fitted pair: the unit is the test example or group.

        None where there are no per-example scores.
        """
        if self.units is None:
            return None
        unit = self.units[position]
        n_units = int(np.unique(unit).size)
        discordant = None
        if self.differences is not None:
            d = self.differences[position]
            r = np.bincount(unit, weights=(d - d.mean()) / d.size, minlength=self.n_units)
            variance = float(r @ r) * n_units / max(n_units - 1, 1)
            discordant = _discordant(d, self.scale, independent=n_units == d.size)
        else:
            assert self.resampled is not None, "units come with one of the two"
            variance = float(self.resampled[:, position].var(ddof=1))
        analysis = Analysis(
            n=1,
            gain=float(self.gains[position]),
            sd=0.0,
            k=0.0,
            e=variance,
            variance=variance,
            df=max(n_units - 1, 1),
            formula="one pair",
            n_units=n_units,
            discordant=discordant,
        )
        return self._checked(analysis, [position])

    def _test_term(self, chosen: Sequence[int], formula: Formula) -> tuple[float, int | None]:
        if self.units is None:
            return 0.0, None
        units = [self.units[i] for i in chosen]
        n_units = int(np.unique(np.concatenate(units)).size)
        if formula.name != "two-way":
            return 0.0, n_units
        if self.differences is not None:
            chosen_differences = [self.differences[i] for i in chosen]
            v_e, v_i, tested = clustered_terms(chosen_differences, units, self.n_units)
            return example_term(v_e, v_i, len(chosen)), tested
        assert self.resampled is not None, "units come with one of the two"
        return resampled_term(self.resampled[:, list(chosen)]), n_units

    def _checked(self, analysis: Analysis, chosen: Sequence[int]) -> Analysis:
        """Mark what has no spread; sums of floats leave some dust where there is none."""
        values = (*self.evidence.candidate.values, *self.evidence.baseline.values)
        dust = 1e-12 * max(1e-300, *(abs(value) for value in values))
        if analysis.variance > dust**2:
            return analysis
        same = bool(np.all(np.abs(self.gains[list(chosen)]) <= dust))
        marked = {"variance": 0.0, "identical": same, "constant": not same}
        return Analysis(**{**analysis.__dict__, **marked})


def _discordant(d: FloatArray, scale: float, *, independent: bool) -> tuple[int, int] | None:
    """How many examples only the candidate, and only the baseline, has right; for 0/1 scores."""
    steps = d / scale
    if not independent or not np.isin(np.round(steps, 9), (-1.0, 0.0, 1.0)).all():
        return None
    return int((steps > 0.5).sum()), int((steps < -0.5).sum())


def pair(
    evidence: Evidence, *, unit: str = "natural", higher_is_better: bool = True, seed: int = 0
) -> PairedGains:
    """Make gains of paired scores, with all that is known about the test examples.

    `higher_is_better` is asked only for metrics that tenfold does not know. `seed` is that of the
    resampling for metrics that are no mean over examples.

    Raises PairingError where the two methods' examples do not match.
    """
    metric = METRICS.get(evidence.metric)
    sign = 1.0 if (metric.higher_is_better if metric else higher_is_better) else -1.0
    scale = metric.scale(unit) if metric else (100.0 if unit == "percent" else 1.0)
    scores = (evidence.candidate, evidence.baseline)
    if all(_complete(side.per_example) for side in scores):
        each = [_arrays(side.per_example) for side in scores]
        return _from_examples(evidence, each[0], each[1], sign, scale)
    if metric and evidence.truth is not None and all(_complete(s.probabilities) for s in scores):
        if metric.mean_over_examples:
            each = [_score_examples(metric, side, evidence, scale) for side in scores]
            return _from_examples(evidence, each[0], each[1], sign, scale)
        return _from_resamples(evidence, metric, sign * scale, seed)
    values = [np.asarray(side.values, dtype=float) for side in scores]
    return PairedGains(evidence=evidence, gains=sign * (values[0] - values[1]), scale=scale)


def _complete(parts: Sequence[FloatArray | None] | None) -> bool:
    return parts is not None and len(parts) > 0 and all(part is not None for part in parts)


def _arrays(parts: Sequence[FloatArray | None] | None) -> list[FloatArray]:
    return [np.asarray(part, dtype=float) for part in parts or () if part is not None]


def _score_examples(
    metric: Metric, side: MethodScores, evidence: Evidence, scale: float
) -> list[FloatArray]:
    assert evidence.truth is not None, "asked for only with labels"
    predicted = _arrays(side.probabilities)
    return [
        scale * metric.per_example(p, y) for p, y in zip(predicted, evidence.truth, strict=True)
    ]


def _units(evidence: Evidence, sizes: Sequence[int]) -> tuple[tuple[IntArray, ...], int]:
    """The test unit of each tested example, and how many units there are."""
    examples = evidence.examples
    if examples is None:
        if evidence.sampling.test == "redrawn" or len(set(sizes)) > 1:
            raise PairingError("which examples were tested in each seed is not known")
        examples = tuple(np.arange(sizes[0]) for _ in sizes)
    for index, size in zip(examples, sizes, strict=True):
        if len(index) != size:
            raise PairingError(f"{size} scores for {len(index)} test examples")
    if evidence.groups is None:
        return tuple(examples), int(max(index.max() for index in examples)) + 1
    _, unit_of = np.unique(evidence.groups, return_inverse=True)
    return tuple(unit_of[index] for index in examples), int(unit_of.max()) + 1


def _from_examples(
    evidence: Evidence,
    candidate: list[FloatArray],
    baseline: list[FloatArray],
    sign: float,
    scale: float,
) -> PairedGains:
    for a, b, seed in zip(candidate, baseline, evidence.seeds, strict=True):
        if a.shape != b.shape:
            raise PairingError(f"seed {seed}: {len(a)} scored examples against {len(b)}")
    units, n_units = _units(evidence, [len(a) for a in candidate])
    differences = tuple(sign * (a - b) for a, b in zip(candidate, baseline, strict=True))
    return PairedGains(
        evidence=evidence,
        gains=np.array([d.mean() for d in differences]),
        scale=scale,
        differences=differences,
        units=units,
        n_units=n_units,
    )


def _from_resamples(evidence: Evidence, metric: Metric, factor: float, seed: int) -> PairedGains:
    assert evidence.truth is not None, "asked for only with labels"
    sides = [_arrays(side.probabilities) for side in (evidence.candidate, evidence.baseline)]
    units, n_units = _units(evidence, [len(y) for y in evidence.truth])
    drawn = draw_units(n_units, _unit_strata(evidence, n_units), seed=seed)
    resampled = [resample_scores(metric, side, evidence.truth, units, drawn) for side in sides]
    values = [
        np.array([metric.score(p, y) for p, y in zip(side, evidence.truth, strict=True)])
        for side in sides
    ]
    return PairedGains(
        evidence=evidence,
        gains=factor * (values[0] - values[1]),
        scale=abs(factor),
        resampled=factor * (resampled[0] - resampled[1]),
        units=units,
        n_units=n_units,
    )


def _unit_strata(evidence: Evidence, n_units: int) -> IntArray | None:
    """The stratum of each unit: its only or, in a mixed group, its first example's class."""
    if evidence.strata is None:
        return None
    strata = np.asarray(evidence.strata)
    if evidence.groups is None:
        if len(strata) < n_units:
            raise InputError(f"{len(strata)} strata for {n_units} test examples")
        return np.asarray(strata[:n_units])
    _, first = np.unique(evidence.groups, return_index=True)
    return np.asarray(strata[first])
