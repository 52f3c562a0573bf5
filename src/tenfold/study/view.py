"""What one sees of a study: the value object behind `study show`, the report and the pages."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from tenfold.store.artifacts import SCHEMA_VERSION

if TYPE_CHECKING:
    from tenfold.findings import Finding
    from tenfold.study.verdict import Verdict

__all__ = [
    "AnswerView",
    "ConditionView",
    "Confusion",
    "CostView",
    "DataView",
    "EpochView",
    "HypothesisView",
    "LineageStep",
    "MethodView",
    "ModelView",
    "RanksView",
    "ReplicationView",
    "Score",
    "Spread",
    "StudyView",
    "TestLook",
    "TrainingView",
]


@dataclass(frozen=True, kw_only=True)
class Score:
    """One metric of one method over seeds, in the metric's own unit and direction.

    `low` and `high` bound the mean over seeds (95 %, Student's t over seeds, on these test
    examples); None with fewer than two seeds.
    """

    mean: float
    low: float | None
    high: float | None
    by_seed: Mapping[int, float]


@dataclass(frozen=True, kw_only=True)
class ConditionView:
    """The scores of one method at one number of training examples a class ("all" = all of them)."""

    train_per_class: int | str
    n_runs: int
    n_failed: int
    scores: Mapping[str, Score]


@dataclass(frozen=True, kw_only=True)
class Confusion:
    """How often class `row` was called class `column`: shape (n_classes, n_classes), summed over seeds."""

    classes: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, kw_only=True)
class EpochView:
    """What was measured after one epoch (0: before the first); None where nothing was.

    Losses are cross-entropies in nats; a loss that is not finite is None.
    """

    epoch: int
    train_loss: float | None = None
    validation_log_loss: float | None = None
    validation_accuracy: float | None = None


@dataclass(frozen=True, kw_only=True)
class RanksView:
    """The ranks that each matrix had at one step of training, averaged over seeds."""

    step: int
    ranks: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class TrainingView:
    """How a method that trains the encoder got there: its runs at the only or largest size.

    `best_epoch` is the epoch that was kept, `starts` counts the runs by how their head began,
    `diverged` names the seeds whose training broke off.
    """

    curves: Mapping[int, tuple[EpochView, ...]]
    best_epoch: Mapping[int, int]
    ranks: tuple[RanksView, ...] = ()
    starts: Mapping[str, int] = field(default_factory=dict)
    diverged: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MethodView:
    """One method of the study. `scores` are those of the study's only or largest size.

    `n_diverged` counts, among the failed runs, those that are scored with their last valid
    predictions. `encoder_parameters` is the size of the encoder that it reads or trains.
    """

    name: str
    kind: str
    parameters: Mapping[str, Any]
    n_runs: int
    n_failed: int
    trained_parameters: int | None
    seconds: float
    scores: Mapping[str, Score]
    conditions: tuple[ConditionView, ...]
    failures: tuple[str, ...] = ()
    confusion: Confusion | None = None
    notes: tuple[str, ...] = ()
    n_diverged: int = 0
    encoder_parameters: int | None = None
    training: TrainingView | None = None


@dataclass(frozen=True, kw_only=True)
class DataView:
    """The data as the study used them."""

    name: str
    version: str
    number: int
    n_examples: int
    n_classes: int
    n_test: int | None = None
    n_pool: int | None = None
    n_dropped: int = 0
    overlap: str | None = None
    test: str = "fixed"
    card: str = ""


@dataclass(frozen=True, kw_only=True)
class ModelView:
    """The pre-trained model, when a method uses one."""

    name: str
    digest: str
    family: str
    n_parameters: int
    max_length: int


@dataclass(frozen=True, kw_only=True)
class HypothesisView:
    """A hypothesis: its verdict and its registration."""

    verdict: Verdict
    primary: bool
    registered: str | None
    code: str | None
    digest: str | None
    why_exploratory: str = ""


@dataclass(frozen=True, kw_only=True)
class TestLook:
    """One planned scoring of the test split; `new` counts the runs scored for the first time."""

    __test__ = False  # not a test class, whatever its name

    time: str
    registration: str
    n_seeds: int
    methods: tuple[str, ...]
    new: int


@dataclass(frozen=True, kw_only=True)
class AnswerView:
    """One of the ten answers. `source` says who filled it in: "you", or tenfold from what."""

    n: int
    key: str
    question: str
    hint: str
    text: str
    source: str


@dataclass(frozen=True, kw_only=True)
class CostView:
    """What the study took. Energy is an estimate: CPU seconds times stated watts a core."""

    seconds: float
    cpu_seconds: float
    kwh: float
    watts_per_core: float
    n_steps: int


@dataclass(frozen=True, kw_only=True)
class LineageStep:
    """How often a step was computed for this study, and what it took."""

    name: str
    n: int
    seconds: float
    example_key: str
    inputs: tuple[str, ...]


@dataclass(frozen=True)
class Spread:
    """A mean with its interval; the ends are None where there is none."""

    mean: float
    low: float | None = None
    high: float | None = None

    def lies(self, value: float | None) -> Literal["below", "inside", "above"] | None:
        """Where a value lies to the interval, its ends counted in; None where either is not known."""
        if value is None or self.low is None or self.high is None:
            return None
        if value < self.low:
            return "below"
        return "above" if value > self.high else "inside"


@dataclass(frozen=True, kw_only=True)
class ReplicationView:
    """A published number beside ours, in the study's unit; the first seven fields are the paper's.

    `gain` and `our_gain` are turned so that positive is better. `our_value` is the score of `our_method` over
    seeds (95 %), `our_gain` that of `hypothesis` over `our_baseline` with its (1 - alpha) interval; None
    where nothing has been scored, or the hypothesis is in another metric. A published number has no interval.
    """

    paper: str
    where: str
    metric: str
    method: str
    baseline: str
    data: str
    value: float
    baseline_value: float | None
    gain: float | None
    hypothesis: str | None
    our_method: str
    our_baseline: str
    our_data: str
    our_value: Spread | None
    our_gain: Spread | None
    alpha: float

    @property
    def value_lies(self) -> Literal["below", "inside", "above"] | None:
        """Where the published value lies to the interval of ours."""
        return self.our_value.lies(self.value) if self.our_value else None

    @property
    def gain_lies(self) -> Literal["below", "inside", "above"] | None:
        """Where the published gain lies to the interval of ours."""
        return self.our_gain.lies(self.gain) if self.our_gain else None


@dataclass(frozen=True, kw_only=True)
class StudyView:
    """Everything that `tenfold study show` says, for the terminal, JSON, report and pages."""

    name: str
    question: str
    state: str
    data: DataView
    model: ModelView | None
    metric: str
    unit: str
    metrics: tuple[str, ...]
    n_seeds: int
    methods: tuple[MethodView, ...]
    hypotheses: tuple[HypothesisView, ...]
    test_looks: tuple[TestLook, ...]
    findings: tuple[Finding, ...]
    answers: tuple[AnswerView, ...]
    papers: tuple[str, ...] = ()
    replication: ReplicationView | None = None
    weak_sides: tuple[Any, ...] = ()
    cost: CostView | None = None
    lineage: tuple[LineageStep, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    hardware: Mapping[str, str] = field(default_factory=dict)
    rerun: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The object that `study show --json` prints; fields may be added, never renamed."""
        value = {
            f.name: _plain(getattr(self, f.name))
            for f in dataclasses.fields(self)
            if f.name not in ("hypotheses", "findings")
        }
        value["schema_version"] = SCHEMA_VERSION
        if self.replication is not None:
            lies = {
                "value_lies": self.replication.value_lies,
                "gain_lies": self.replication.gain_lies,
            }
            value["replication"] |= lies
        value["findings"] = [finding.to_json() for finding in self.findings]
        value["hypotheses"] = [
            {
                **hypothesis.verdict.to_json(),
                "primary": hypothesis.primary,
                "registered": hypothesis.registered,
                "code": hypothesis.code,
                "digest": hypothesis.digest,
                "why_exploratory": hypothesis.why_exploratory,
            }
            for hypothesis in self.hypotheses
        ]
        return value


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value
