"""One run of a peer: its learning curve, what it took and what it scored."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.timing import Cost

__all__ = ["PeerRun", "Point", "read_runs", "save_runs"]


@dataclass(frozen=True)
class Point:
    """The end of an epoch, its validation included; `cost` counts from the start of the run."""

    epoch: int
    cost: Cost
    validation_accuracy: float


@dataclass(frozen=True)
class PeerRun:
    """`cost` is of the whole run, from tokenising to the test score; `test_cost` the test's part."""

    method: str
    seed: int
    curve: list[Point]
    cost: Cost
    test_cost: Cost
    test_accuracy: float

    def best(self, *, since: int = 0) -> float:
        """The best validation accuracy of the run, from epoch `since` on."""
        return max(point.validation_accuracy for point in self.curve if point.epoch >= since)

    @property
    def final(self) -> float:
        """The validation accuracy after the last epoch."""
        return self.curve[-1].validation_accuracy

    def cost_to(self, score: float, *, since: int = 0) -> Cost | None:
        """What it took until validation first reached `score`, and the test; None if it never did.

        Epochs before `since` do not count as reaching it.
        """
        for point in self.curve:
            if point.validation_accuracy >= score and point.epoch >= since:
                return point.cost + self.test_cost
        return None


def save_runs(path: Path, runs: Sequence[PeerRun]) -> None:
    path.write_text(json.dumps([asdict(run) for run in runs]), encoding="utf-8")


def read_runs(path: Path) -> list[PeerRun]:
    return [
        PeerRun(
            method=content["method"],
            seed=content["seed"],
            curve=[
                Point(p["epoch"], Cost(**p["cost"]), p["validation_accuracy"])
                for p in content["curve"]
            ],
            cost=Cost(**content["cost"]),
            test_cost=Cost(**content["test_cost"]),
            test_accuracy=content["test_accuracy"],
        )
        for content in json.loads(path.read_text(encoding="utf-8"))
    ]
