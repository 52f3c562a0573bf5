"""The work of a study by step and kind of method: how much of it is done, what the rest will take."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tenfold.study.frozen_states import state_bytes
from tenfold.study.guesses import MethodGuess, encode_seconds, guess_method
from tenfold.study.model_findings import token_counts
from tenfold.study.shared import ChunkStep, StartStep

if TYPE_CHECKING:
    from tenfold.store.steps import Step, StepRecord
    from tenfold.store.workspace import Workspace
    from tenfold.study.plan import Plan, RunPlan
    from tenfold.study.shared import SharedStep

__all__ = ["Work", "workload"]

_SCORE_S = 0.1
_PREFIX_S = 0.05  # to save it, where another step of the same pass pays for that
_FACTS_BYTES = 2_000


@dataclass(frozen=True)
class Work:
    """Steps of one name, for one kind of method (empty: shared by all).

    `seconds` and `megabytes` are of those still to do, the seconds on one core.
    """

    step: str
    kind: str
    n: int
    n_reused: int
    seconds: float
    megabytes: float
    is_from_record: bool

    def to_json(self) -> dict[str, Any]:
        """One of `work` in `study check --json`."""
        return {
            "step": self.step,
            "kind": self.kind,
            "n": self.n,
            "reused": self.n_reused,
            "minutes": self.seconds / 60,
            "megabytes": self.megabytes,
            "from_record": self.is_from_record,
        }


class _Guess(NamedTuple):
    """`like` names the step whose records tell the seconds, if it is not the step's own name."""

    step: Step
    kind: str
    seconds: float
    size_bytes: float
    like: str = ""


def workload(workspace: Workspace, plan: Plan, done: Mapping[str, StepRecord]) -> tuple[Work, ...]:
    """One entry a step and kind, in the order of the plan."""
    guesses: dict[tuple[str, str], list[_Guess]] = defaultdict(list)
    seen: set[str] = set()
    for guess in _Guesser(workspace, plan, done).guesses():
        if guess.step.key not in seen:
            seen.add(guess.step.key)
            guesses[guess.step.name, guess.kind].append(guess)
    known = _Known(workspace, done)
    return tuple(known.work(name, kind, own) for (name, kind), own in guesses.items())


class _Known:
    """What steps took here: those of this study, else all of the same name and kind."""

    def __init__(self, workspace: Workspace, done: Mapping[str, StepRecord]) -> None:
        self._done = done
        self._kinds: dict[str, str] = {}
        self._seconds: dict[tuple[str, str], list[float]] = defaultdict(list)
        for record in workspace.steps.all():
            self._seconds[record.name, self._kind_of(record)].append(record.seconds)

    def _kind_of(self, record: StepRecord) -> str:
        """The kind of method: a fit names it, a prediction has its fit's."""
        kind = str(record.parameters.get("kind", ""))
        if record.name == "fit":
            self._kinds[record.key] = kind
        return kind or self._kinds.get(record.inputs.get("fit", ""), "")

    def work(self, name: str, kind: str, guesses: list[_Guess]) -> Work:
        own = [self._done[g.step.key].seconds for g in guesses if g.step.key in self._done]
        known = own or self._seconds.get((name, kind), [])
        todo = [g for g in guesses if g.step.key not in self._done]
        seconds = 0.0
        for guess in todo:
            records = self._seconds.get((guess.like, ""), []) if guess.like else known
            seconds += statistics.median(records) if records else guess.seconds
        return Work(
            step=name,
            kind=kind,
            n=len(guesses),
            n_reused=len(guesses) - len(todo),
            seconds=seconds,
            megabytes=sum(g.size_bytes for g in todo) / 1e6,
            is_from_record=bool(known),
        )


class _Guesser:
    """Guesses each step from the numbers of its examples and tokens."""

    def __init__(self, workspace: Workspace, plan: Plan, done: Mapping[str, StepRecord]) -> None:
        self._plan = plan
        self._done = done
        self._paid: set[tuple[Any, ...]] = set()
        self._layout = plan.material.layout
        self._arrays = plan.material.arrays(workspace)
        self._tokens = {
            use: float(np.mean(token_counts(workspace, plan.material, encoder)))
            for use, encoder in plan.encoders.items()
        }
        self._by_method: dict[str, MethodGuess] = {}

    def guesses(self) -> Iterator[_Guess]:
        for shared in self._plan.shared.values():
            yield from self._shared(shared)
        for run in self._plan.runs.values():
            yield from self._run(run)

    def _shared(self, shared: SharedStep) -> Iterator[_Guess]:
        if isinstance(shared, StartStep):
            encoder = self._plan.encoders[shared.model]
            size = 4 * encoder.width * len(self._plan.material.classes)
            yield _Guess(shared.step, "probe", 2.0, size + _FACTS_BYTES)
        elif isinstance(shared, ChunkStep):
            yield self._chunk(shared)

    def _chunk(self, chunk: ChunkStep) -> _Guess:
        """The first step of a pass that is still to do pays for it, be it the tokens' or some states'."""
        encoder, n = self._plan.encoders[chunk.model], self._n_texts(chunk)
        tokens, profile = self._tokens[chunk.model], self._plan.profile
        seconds, like = _PREFIX_S, ""
        if chunk.step.key not in self._done and chunk.task not in self._paid:
            self._paid.add(chunk.task)
            seconds, like = encode_seconds(n, tokens, encoder, profile.dtype), "encode"
        if chunk.layer is None:
            return _Guess(chunk.step, "", seconds, 4 * n * (encoder.width + tokens))
        size = n * tokens * state_bytes(encoder.width, profile)
        return _Guess(chunk.step, "", seconds, size, like)

    def _n_texts(self, chunk: ChunkStep) -> int:
        return int(self._layout[chunk.side][chunk.number]["n"])

    def _run(self, run: RunPlan) -> Iterator[_Guess]:
        id, guess = run.id, self._of_method(run.id.method)
        part = self._plan.material.augmented.get(id)
        n_train = len(self._arrays[f"train/{id.size}/{id.seed}"])
        n_train = n_train if part is None else part.n_examples
        n_validation = len(self._arrays[f"validation/{id.size}/{id.seed}"])
        n_test = len(self._arrays[self._plan.material.test_key(id.seed)])
        table = 4 * len(self._plan.material.classes)
        if run.fit is not None:
            seconds = guess.fit_overhead_s + guess.fit_s * (n_train + n_validation / 3)
            size = guess.predictor_bytes + n_validation * table + _FACTS_BYTES
            yield _Guess(run.fit, run.kind, seconds, size)
        predict = 0.1 + guess.predict_s * n_test
        yield _Guess(run.predict, run.kind, predict, n_test * table)
        yield _Guess(run.score, "", _SCORE_S, n_test * (table + 20))

    def _of_method(self, method: str) -> MethodGuess:
        if method not in self._by_method:
            model = self._plan.declaration.model_of(method)
            tokens = self._tokens.get(model, 0.0)
            self._by_method[method] = guess_method(self._plan, method, tokens)
        return self._by_method[method]
