"""What the methods said of each test example, once a study is judged: errors and disagreements one can read.

Nothing of it is told before: who reads test examples while seeds are missing can change the study after them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tenfold.errors import InputError, nearest
from tenfold.study.examples import Examples, load_examples
from tenfold.study.failures import failed_runs, score_step
from tenfold.study.judging import is_complete
from tenfold.study.scoring import Truth

if TYPE_CHECKING:
    from tenfold.store.steps import StepRecord
    from tenfold.store.workspace import Workspace
    from tenfold.study.plan import Plan, RunId

__all__ = ["Call", "Predictions", "Shown", "read_predictions"]

_FIRST_CLASS = 2  # columns of a table of predictions: example id, true label, one a class


@dataclass(frozen=True, slots=True)
class Call:
    """What one method says of an example: the class with the highest mean probability over seeds.

    `n_of_seeds` of the `n_seeds` that were tested on it called it so.
    """

    method: str
    label: str
    probability: float
    n_of_seeds: int
    n_seeds: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A test example with what was said of it. `text` is None where the data bring vectors.

    `n` is how many seeds put it into the asked cell of the confusion matrix; 0 where none was asked for.
    """

    id: str
    text: str | None
    true: str
    calls: tuple[Call, ...]
    n: int = 0


@dataclass(frozen=True, eq=False)
class _Said:
    """Shape (n_examples, n_classes) both: sums of probabilities, and how many seeds called it so."""

    probabilities: np.ndarray
    votes: np.ndarray

    @property
    def called(self) -> np.ndarray:
        """The class with the highest mean probability, shape (n_examples,)."""
        return np.asarray(self.probabilities.argmax(axis=1))


@dataclass(frozen=True, eq=False)
class Predictions:
    """The predictions of every method that has some, at the study's only or largest size."""

    classes: tuple[str, ...]
    examples: Examples
    labels: np.ndarray
    said: Mapping[str, _Said]

    def confusion(self, method: str) -> list[list[int]]:
        """How often class i was called class j, summed over seeds, as the report has it."""
        return [[int(cell) for cell in row] for row in self._counts(method)]

    def mix_ups(self, method: str) -> list[tuple[str, str, int]]:
        """Class, the wrong one that it was called, and how often; the most frequent first."""
        counts = self._counts(method)
        np.fill_diagonal(counts, 0)
        rows, columns = np.nonzero(counts)
        order = np.argsort(-counts[rows, columns], kind="stable").tolist()
        pairs = [(int(rows[i]), int(columns[i])) for i in order]
        return [(self.classes[i], self.classes[j], int(counts[i, j])) for i, j in pairs]

    def _counts(self, method: str) -> np.ndarray:
        votes, n = self._of(method).votes, len(self.classes)
        counts = np.zeros((n, n), dtype=np.int64)
        np.add.at(counts, self.labels, votes)
        return counts

    def behind(self, method: str, true: str, called: str) -> list[Shown]:
        """The examples of class `true` that some seed of `method` called `called`, the most seeds first."""
        votes = self._of(method).votes[:, self._class(called)]
        found = np.flatnonzero((self.labels == self._class(true)) & (votes > 0))
        order = found[np.argsort(-votes[found], kind="stable")]
        return [self._shown(i, n=int(votes[i])) for i in order.tolist()]

    def confident_errors(self, method: str) -> list[Shown]:
        """The examples that `method` got wrong, the most certain first."""
        said = self._of(method)
        tested = said.votes.sum(axis=1)
        wrong = np.flatnonzero((tested > 0) & (said.called != self.labels))
        certain = said.probabilities[wrong].max(axis=1) / tested[wrong]
        return [self._shown(i) for i in wrong[np.argsort(-certain, kind="stable")].tolist()]

    def disagreements(self, one: str, other: str) -> list[Shown]:
        """The examples that two methods call differently, those that both hold for certain first."""
        a, b = self._of(one), self._of(other)
        n_a, n_b = a.votes.sum(axis=1), b.votes.sum(axis=1)
        found = np.flatnonzero((n_a > 0) & (n_b > 0) & (a.called != b.called))
        certain = np.minimum(
            a.probabilities[found].max(axis=1) / n_a[found],
            b.probabilities[found].max(axis=1) / n_b[found],
        )
        return [self._shown(i) for i in found[np.argsort(-certain, kind="stable")].tolist()]

    def _shown(self, i: int, *, n: int = 0) -> Shown:
        texts = self.examples.texts
        calls = [self._call(name, said, i) for name, said in self.said.items()]
        return Shown(
            id=self.examples.ids[i],
            text=texts[i] if texts is not None else None,
            true=self.classes[int(self.labels[i])],
            calls=tuple(call for call in calls if call is not None),
            n=n,
        )

    def _call(self, method: str, said: _Said, i: int) -> Call | None:
        n_seeds = int(said.votes[i].sum())
        if not n_seeds:
            return None
        called = int(said.probabilities[i].argmax())
        return Call(
            method=method,
            label=self.classes[called],
            probability=float(said.probabilities[i, called]) / n_seeds,
            n_of_seeds=int(said.votes[i, called]),
            n_seeds=n_seeds,
        )

    def _of(self, method: str) -> _Said:
        if method not in self.said:
            raise InputError(
                f"there are no predictions of {method!r}.", remedy=nearest(method, self.said)
            )
        return self.said[method]

    def _class(self, name: str) -> int:
        if name not in self.classes:
            raise InputError(f"there is no class {name!r}.", remedy=nearest(name, self.classes))
        return self.classes.index(name)


def read_predictions(workspace: Workspace, plan: Plan) -> Predictions | None:
    """The stored predictions of a study; None as long as it is not judged to its end. Computes nothing."""
    done = plan.find_done(workspace)
    failed = failed_runs(workspace, plan, done)
    if not is_complete(workspace, plan, done, failed):
        return None
    truth = Truth.read(workspace, plan)
    said: dict[str, _Said] = {}
    for run in _largest(plan):
        record = done.get(score_step(plan, run, failed, done).key)
        if record is not None and "predictions" in record.outputs:
            shape = (len(truth.labels), len(plan.material.classes))
            own = said.setdefault(
                run.method, _Said(np.zeros(shape), np.zeros(shape, dtype=np.int64))
            )
            _add(own, _probabilities(workspace, record), truth.positions, plan, run)
    return Predictions(
        classes=plan.material.classes,
        examples=load_examples(workspace, plan.declaration),
        labels=truth.labels,
        said=said,
    )


def _largest(plan: Plan) -> list[RunId]:
    declaration = plan.declaration
    size = declaration.sizes[-1]
    wanted = {name: str(declaration.size_of(name, size)) for name in declaration.methods}
    return [run for run in plan.runs if run.size == wanted[run.method]]


def _probabilities(workspace: Workspace, record: StepRecord) -> np.ndarray:
    """Shape (n_test, n_classes), in the order of the test split."""
    table = workspace.artifacts.get_table(record.outputs["predictions"])
    return np.stack([c.to_numpy() for c in table.columns[_FIRST_CLASS:]], axis=1)


def _add(
    said: _Said,
    probabilities: np.ndarray,
    positions: Mapping[str, np.ndarray],
    plan: Plan,
    run: RunId,
) -> None:
    rows = positions[plan.material.test_key(run.seed)]
    said.probabilities[rows] += probabilities
    said.votes[rows, probabilities.argmax(axis=1)] += 1
