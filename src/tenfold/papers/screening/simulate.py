"""Simulated screenings of a labelled set: how much work an order of reading would have saved."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tenfold.errors import InputError
from tenfold.evaluation.tests import interval
from tenfold.papers.screening.features import Features
from tenfold.papers.screening.loop import Asking, draw_prior, reading_order
from tenfold.papers.screening.metrics import ScreeningScores, score
from tenfold.papers.screening.rankers import Ranker, ranker_named
from tenfold.papers.screening.stopping import StopRule

__all__ = ["MeanOverRuns", "Simulation", "Stopped", "simulate", "simulated_order", "stopped_at"]

_EACH = (
    10  # the rule is asked after each so many records: a reader would not ask it after every one
)


@dataclass(frozen=True, slots=True)
class MeanOverRuns:
    """Mean over runs with its 95 % interval (Student's t); without one where there is one run."""

    mean: float
    low: float | None
    high: float | None

    def to_json(self) -> dict[str, Any]:
        return {"mean": self.mean, "low": self.low, "high": self.high}


@dataclass(frozen=True, slots=True)
class Stopped:
    """Where the stopping rule ended a run: share of the records read (those known before among them), and
    recall reached.
    """

    read: float
    recall: float


@dataclass(frozen=True)
class Simulation:
    """What `simulate` gives: figures over runs that differ in what was known before, and every run's own.

    `wss95` and `rrf10` higher is better, `atd` lower; all are shares. The intervals cover the choice of the
    two records known before, not the choice of the set.
    """

    n_records: int
    n_included: int
    ranker: str
    runs: tuple[ScreeningScores, ...]
    stops: tuple[Stopped, ...]
    rule: StopRule
    wss95: MeanOverRuns
    rrf10: MeanOverRuns
    atd: MeanOverRuns

    @property
    def n_runs(self) -> int:
        return len(self.runs)

    @property
    def read_at_stop(self) -> float:
        """Share of the records that were read when the rule ended a run, on average."""
        return statistics.fmean(stop.read for stop in self.stops)

    @property
    def recall_at_stop(self) -> float:
        """Share of the included records that were found then, on average."""
        return statistics.fmean(stop.recall for stop in self.stops)

    @property
    def n_stopped_early(self) -> int:
        """Runs that the rule ended below its target."""
        return sum(stop.recall < self.rule.target - 1e-9 for stop in self.stops)

    def to_json(self) -> dict[str, Any]:
        return {
            "n_records": self.n_records,
            "n_included": self.n_included,
            "ranker": self.ranker,
            "n_runs": self.n_runs,
            "wss95": self.wss95.to_json(),
            "rrf10": self.rrf10.to_json(),
            "atd": self.atd.to_json(),
            "stopping": {
                "target": self.rule.target,
                "alpha": self.rule.alpha,
                "read": self.read_at_stop,
                "recall": self.recall_at_stop,
                "n_below_target": self.n_stopped_early,
            },
        }


def simulate(
    features: Features,
    labels: Sequence[int],
    *,
    ranker: str = "fused",
    n_runs: int = 15,
    seed: int = 0,
    asking: Asking | None = None,
    rule: StopRule | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Simulation:
    """Screen a labelled set `n_runs` times, each with another included and excluded record known before.

    Run i draws them by `seed + i`; the figures leave them out, as the published ones do. The same arguments
    give the same bits.

    `labels` holds 1 (included) or 0 (excluded) for each record. `progress` is told after each run what is
    done, how many runs of it, and of how many.

    Raises InputError for no run, labels that do not fit the records, fewer than two included records or none
    excluded.
    """
    _check(features, labels, n_runs)
    rule = rule or StopRule()
    runs: list[ScreeningScores] = []
    stops: list[Stopped] = []
    for i in range(n_runs):
        prior, order = simulated_order(
            features, labels, ranker=ranker_named(ranker), seed=seed + i, asking=asking
        )
        runs.append(score([labels[row] for row in order]))
        stops.append(stopped_at([labels[row] for row in (*prior, *order)], rule))
        if progress is not None:
            progress("screening", i + 1, n_runs)
    return Simulation(
        len(labels), sum(labels), ranker, tuple(runs), tuple(stops), rule,
        *(_mean([getattr(run, name) for run in runs]) for name in ("wss95", "rrf10", "atd")),
    )  # fmt: skip


def simulated_order(
    features: Features,
    labels: Sequence[int],
    *,
    ranker: Ranker,
    seed: int,
    asking: Asking | None = None,
) -> tuple[tuple[int, int], list[int]]:
    """The two rows known before, and all others in the order in which they were read.

    Once every included record is found, no figure depends on the order of the rest, so that they follow as
    they stand in the set and nothing more is learnt.
    """
    prior = draw_prior(labels, seed=seed)
    n_left = sum(labels) - 1
    order: list[int] = []
    for row in reading_order(
        features, labels.__getitem__, ranker=ranker, prior=prior, seed=seed, asking=asking
    ):
        order.append(row)
        n_left -= labels[row]
        if not n_left:
            break
    read = {*prior, *order}
    return prior, order + [row for row in range(len(labels)) if row not in read]


def stopped_at(labels: Sequence[int], rule: StopRule) -> Stopped:
    """Where `rule`, asked after every ten records, ends a reading in this order."""
    n_included = sum(labels)
    n_read = next(
        (n for n in range(_EACH, len(labels), _EACH) if rule.says_stop(labels[:n], len(labels))),
        len(labels),
    )
    return Stopped(n_read / len(labels), sum(labels[:n_read]) / n_included)


def _mean(values: Sequence[float]) -> MeanOverRuns:
    mean = statistics.fmean(values)
    if len(values) < 2:
        return MeanOverRuns(mean, None, None)
    variance = statistics.variance(values) / len(values)
    return MeanOverRuns(mean, *interval(mean, variance, len(values) - 1, 0.05))


def _check(features: Features, labels: Sequence[int], n_runs: int) -> None:
    if n_runs < 1:
        raise InputError(f"{n_runs} runs are no simulation.", remedy="Ask for one run or more.")
    if len(labels) != len(features):
        raise InputError(f"there are {len(features)} records and {len(labels)} labels.")
    if set(labels) - {0, 1}:
        raise InputError("a label is 1 (included) or 0 (excluded).")
    if sum(labels) < 2 or sum(labels) == len(labels):
        raise InputError(
            f"{sum(labels)} of {len(labels)} records are included.",
            remedy="One included record is known before a run, so at least two are needed, "
            "and one excluded.",
        )
