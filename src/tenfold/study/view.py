"""What one sees of a study: the value object behind `study show`, the report and the pages."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

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
    "HypothesisView",
    "LineageStep",
    "MethodView",
    "ModelView",
    "Score",
    "StudyView",
    "TestLook",
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
class MethodView:
    """One method of the study. `scores` are those of the study's only or largest size."""

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
