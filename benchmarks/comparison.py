"""A study against a peer: at equal epochs, and to equal validation scores. Arithmetic alone.

A peer is measured on some of the seeds. Its total is `start + factor * measured` with
`factor = n_seeds / n_measured`; tenfold's cost to a score exists for the measured seeds alone, since only
they have a target, and is extended by the same factor. Nothing else is extended.

Epochs before a method's `since` reach nothing on either side: a start without training is no method, and
AdaLoRA has more than its ranks until the last two fifths.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.own_runs import OwnRun, OwnStudy
from benchmarks.peers.process import PeerResult
from benchmarks.peers.run import PeerRun
from benchmarks.timing import Cost, sum_costs

__all__ = ["Comparison", "Row"]


@dataclass(frozen=True)
class Row:
    """Both sides' cost of all seeds of one method, or of all methods.

    `n_reached` of `n_pairs` pairs count: where tenfold never reached the peer's score, the pair is left
    out on both sides.
    """

    name: str
    peer: Cost
    own: Cost
    n_reached: int
    n_pairs: int

    @property
    def ratio(self) -> Cost | None:
        """How many times the peer's cost is tenfold's; None where no pair counts."""
        if not self.n_reached:
            return None
        return Cost(self.peer.wall / self.own.wall, self.peer.cpu / self.own.cpu)


@dataclass(frozen=True)
class Comparison:
    """One peer against one study on the same data."""

    peer: PeerResult
    study: OwnStudy
    n_seeds: int
    since: Mapping[str, int] = field(default_factory=dict)

    @property
    def methods(self) -> list[str]:
        """The methods that both sides have."""
        known = {method for method, _ in self.study.runs}
        return [m for m in dict.fromkeys(run.method for run in self.peer.runs) if m in known]

    @property
    def n_measured(self) -> int:
        return len({run.seed for run in self.peer.runs})

    @property
    def factor(self) -> float:
        return self.n_seeds / self.n_measured

    def measured(self, methods: Sequence[str]) -> list[tuple[PeerRun, OwnRun]]:
        """The peer's runs with tenfold's of the same method and seed."""
        return [
            (run, self.study.runs[run.method, run.seed])
            for run in self.peer.runs
            if run.method in methods
        ]

    def equal_epochs(self, method: str) -> Row:
        """All seeds' runs of one method; shared work and start-up stand in the total alone."""
        pairs = self.measured([method])
        own = sum_costs(run.cost for run in self.study.of(method))
        theirs = sum_costs(run.cost for run, _ in pairs) * self.factor
        return Row(method, theirs, self.study.on_the_clock(own), len(pairs), len(pairs))

    def equal_epochs_total(self) -> Row:
        """The whole study from nothing, against the peer's process.

        Only where the study holds no method that the peer lacks: its cost is measured as a whole.
        """
        pairs = self.measured(self.methods)
        theirs = self.peer.start + sum_costs(run.cost for run, _ in pairs) * self.factor
        extra = [r.cost for r in self.study.runs.values() if r.method not in self.methods]
        own = self.study.cost - self.study.on_the_clock(sum_costs(extra))
        return Row("whole study", theirs, own, len(pairs), len(pairs))

    def to_best(self, methods: Sequence[str], name: str) -> Row:
        """Until the peer first had its best validation accuracy, until tenfold had the same."""
        return self._to_scores(methods, name, whole_peer=False)

    def to_final(self, methods: Sequence[str], name: str) -> Row:
        """The peer's whole runs, against tenfold until it has the accuracy they ended with."""
        return self._to_scores(methods, name, whole_peer=True)

    def _to_scores(self, methods: Sequence[str], name: str, *, whole_peer: bool) -> Row:
        """All fixed cost of the study counts in full, and the probe that the others start from."""
        pairs = self.measured(methods)
        theirs, own = [], []
        for run, ours in pairs:
            since = self.since.get(run.method, 0)
            target = run.final if whole_peer else run.best(since=since)
            reached = ours.cost_to(target, since=since)
            if reached is None:
                continue
            cost = run.cost if whole_peer else run.cost_to(target, since=since)
            assert cost is not None
            theirs.append(cost)
            own.append(reached)
            start = self.study.runs.get(("probe", run.seed))
            if "probe" not in methods and start is not None:
                own.append(start.fit)
        share = self.study.on_the_clock(sum_costs(own)) * self.factor
        return Row(
            name,
            self.peer.start + sum_costs(theirs) * self.factor,
            self.study.fixed + share,
            len(theirs),
            len(pairs),
        )
