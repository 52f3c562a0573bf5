"""Compare a study's numbers with those of a bundle, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from tenfold.evaluation.metrics import METRICS
from tenfold.study.bundle.tables import read_predictions

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace
    from tenfold.study.bundle.collect import Collected
    from tenfold.study.bundle.content import ClaimNote, Gain, RunNote
    from tenfold.study.bundle.reading import Bundle
    from tenfold.study.bundle.tables import Predictions

__all__ = [
    "PROBABILITY_TOLERANCE",
    "SCORE_TOLERANCE",
    "ClaimComparison",
    "Numbers",
    "Outcome",
    "PredictionComparison",
    "ScoreComparison",
    "compare_numbers",
    "worst",
]

Outcome = Literal["identical", "within tolerance", "different"]

PROBABILITY_TOLERANCE = 0.05
"""Absolute, of one probability. Measured on 24 runs (probe, last-k, LoRA) made under two numerics
profiles: at most 0.041, but for one run that kept another epoch (docs/reproducing.md)."""

SCORE_TOLERANCE = 0.01
"""Absolute, of one score in its natural unit; measured as above: at most 0.0098 (of ece), accuracy by
0.004. A gain and the ends of its interval, being differences of two scores, may move twice as far."""

_ORDER: tuple[Outcome, ...] = ("identical", "within tolerance", "different")


def worst(outcomes: Sequence[Outcome]) -> Outcome:
    """The worst of several outcomes; of none: identical."""
    return max(outcomes, key=_ORDER.index, default="identical")


@dataclass(frozen=True)
class ScoreComparison:
    """One metric of one run, there (in the bundle) and here; None where there is none."""

    method: str
    size: str
    seed: int
    metric: str
    there: float | None
    here: float | None
    outcome: Outcome
    why: str = ""

    @property
    def difference(self) -> float | None:
        """How far apart they are."""
        if self.there is None or self.here is None:
            return None
        return abs(self.here - self.there)


@dataclass(frozen=True)
class PredictionComparison:
    """The predictions of one run on test: the largest difference of a probability, and how many examples
    are given another class. `why` says what else differs.
    """

    method: str
    size: str
    seed: int
    n_examples: int
    largest: float | None
    n_other_class: int
    outcome: Outcome
    why: str = ""


@dataclass(frozen=True)
class ClaimComparison:
    """A verdict there and here, with gain and interval. `largest` is the largest difference among them."""

    id: str
    claim: str
    there: str
    here: str
    mode_there: str
    gain_there: Gain
    gain_here: Gain
    largest: float | None
    outcome: Outcome


@dataclass(frozen=True)
class Numbers:
    """All comparisons. `n_not_compared` counts the runs that the bundle has no score of."""

    scores: list[ScoreComparison]
    predictions: list[PredictionComparison]
    claims: list[ClaimComparison]
    n_not_compared: int

    @property
    def outcome(self) -> Outcome:
        """The worst of all."""
        scores = [each.outcome for each in self.scores]
        predictions = [each.outcome for each in self.predictions]
        return worst([*scores, *predictions, *(each.outcome for each in self.claims)])


def compare_numbers(
    workspace: Workspace, bundle: Bundle, ours: Collected, *, has_tolerance: bool
) -> Numbers:
    """Compare everything that the bundle has a number of.

    Without a tolerance only equal bits count.
    """
    return _Comparison(workspace, bundle, ours, has_tolerance).numbers()


class _Comparison:
    def __init__(
        self, workspace: Workspace, bundle: Bundle, ours: Collected, has_tolerance: bool
    ) -> None:
        self.workspace = workspace
        self.bundle = bundle
        self.ours = ours
        self.has_tolerance = has_tolerance

    def numbers(self) -> Numbers:
        here = {run.id: run for run in self.ours.runs}
        scored = [run for run in self.bundle.runs if run.metrics]
        scores, predictions = [], []
        for run in scored:
            own = here.get(run.id)
            scores += self._scores(run, own)
            if run.predictions is not None:
                predictions.append(self._predictions(run))
        claims = {claim.id: claim for claim in self.ours.claims}
        return Numbers(
            scores=scores,
            predictions=predictions,
            claims=[self._claim(c, claims[c.id]) for c in self.bundle.claims if c.id in claims],
            n_not_compared=len(here.keys() - {run.id for run in scored}),
        )

    def _judge(self, difference: float, tolerance: float) -> Outcome:
        if difference == 0:
            return "identical"
        within = difference <= tolerance and self.has_tolerance
        return "within tolerance" if within else "different"

    def _scores(self, there: RunNote, here: RunNote | None) -> list[ScoreComparison]:
        found = []
        for metric in self.ours.note.metrics:
            a = there.metrics.get(metric)
            b = here.metrics.get(metric) if here is not None else None
            if a is None and b is None:
                continue
            if a is None or b is None:
                outcome: Outcome = "different"
            else:
                scale = self._scale(metric) if there.in_declared_unit else 1.0
                outcome = self._judge(abs(a - b), SCORE_TOLERANCE * scale)
            why = ""
            if here is not None and here.state != there.state:
                outcome, why = "different", f"{there.state} there, {here.state} here"
            found.append(ScoreComparison(*there.id, metric, a, b, outcome, why))
        return found

    def _scale(self, metric: str) -> float:
        return METRICS[metric].scale(self.ours.note.unit) if metric in METRICS else 1.0

    def _predictions(self, run: RunNote) -> PredictionComparison:
        theirs = self.bundle.predictions(run)
        assert theirs is not None
        digest = self.ours.predictions.get(run.id)
        if digest is None:
            return self._unlike(run, theirs, "there are none here")
        data = self.workspace.artifacts.get(digest)
        mine = read_predictions(data, where=run.predictions or "")
        if theirs.columns != mine.columns:
            return self._unlike(run, theirs, "the classes are others")
        if theirs.examples != mine.examples:
            n = len(set(theirs.examples) ^ set(mine.examples))
            why = f"{n} test examples are others" if n else "the test examples are in another order"
            return self._unlike(run, theirs, why)
        if theirs.labels != mine.labels:
            n = sum(a != b for a, b in zip(theirs.labels, mine.labels, strict=True))
            return self._unlike(run, theirs, f"{n} true labels are others")
        return self._alike(run, theirs, mine)

    def _unlike(self, run: RunNote, theirs: Predictions, why: str) -> PredictionComparison:
        n = len(theirs.examples)
        return PredictionComparison(*run.id, n, None, 0, "different", why)

    def _alike(self, run: RunNote, theirs: Predictions, mine: Predictions) -> PredictionComparison:
        a, b = theirs.probabilities, mine.probabilities
        # not-a-number there and here is the same; on one side alone it is as different as can be
        with np.errstate(invalid="ignore"):
            apart = np.abs(a.astype(np.float64) - b)
        apart[np.isnan(a) & np.isnan(b)] = 0.0
        apart[np.isnan(apart)] = np.inf
        largest = float(apart.max(initial=0.0))
        n_other = int((a.argmax(axis=1) != b.argmax(axis=1)).sum())
        outcome = self._judge(largest, PROBABILITY_TOLERANCE)
        return PredictionComparison(*run.id, len(theirs.examples), largest, n_other, outcome)

    def _claim(self, there: ClaimNote, here: ClaimNote) -> ClaimComparison:
        pairs = [
            (getattr(one, end), getattr(two, end))
            for one, two in ((there.gain, here.gain), (there.adjusted, here.adjusted))
            for end in ("estimate", "low", "high")
        ]
        known = [abs(a - b) for a, b in pairs if a is not None and b is not None]
        half_known = any((a is None) != (b is None) for a, b in pairs)
        largest = max(known, default=None)
        tolerance = 2 * SCORE_TOLERANCE * self._scale(there.metric)
        outcome = self._judge(largest or 0.0, tolerance)
        if there.verdict != here.verdict or half_known:
            outcome = "different"
        return ClaimComparison(
            id=there.id,
            claim=there.claim,
            there=there.verdict,
            here=here.verdict,
            mode_there=there.mode,
            gain_there=there.gain,
            gain_here=here.gain,
            largest=largest,
            outcome=outcome,
        )


def plain(value: Any) -> dict[str, Any]:
    """A comparison as JSON; what is not finite becomes null."""
    from dataclasses import asdict

    fields = asdict(value)
    for name in ("gain_there", "gain_here"):
        if name in fields:
            fields[name] = fields[name].model_dump(mode="json")
    if fields.get("largest") == float("inf"):
        fields["largest"] = None
    if hasattr(value, "difference"):
        fields["difference"] = value.difference
    return fields
