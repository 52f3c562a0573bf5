"""The declaration of a study: `studies/NAME.toml` as one model.

All problems are reported at once, each with its place; `read_declaration` is the only way in.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from tenfold.desk.augmenting.augmentation import Augmentation

__all__ = [
    "NOT_AUGMENTED",
    "BudgetSection",
    "DataSection",
    "Declaration",
    "EvaluateSection",
    "HypothesisEntry",
    "Looks",
    "MethodEntry",
    "ModelSection",
    "ReplicatesSection",
    "Size",
    "StudySection",
]

Size = Annotated[int, Field(ge=1)] | Literal["all"]

NOT_AUGMENTED = frozenset({"ensemble", "recorded"})
"""Kinds that no training text is given to."""


class Section(BaseModel):
    """A part of a declaration: unknown keys are errors, values are never coerced in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Looks(Section):
    """Planned analyses: cumulative numbers of seeds, each paid for out of alpha."""

    looks: list[Annotated[int, Field(ge=2)]] = Field(min_length=1, max_length=3)


class StudySection(Section):
    """What is asked, and with how many seeds."""

    question: str = Field(min_length=1, description="The question, in a sentence.")
    papers: list[str] = Field(
        default_factory=list, description="Citation keys of the papers that the study builds on."
    )
    seeds: Annotated[int, Field(ge=1, le=1000)] | Looks = Field(
        default=10,
        description="How many seeds (ids 0, 1, ...), or `{ looks = [5, 10, 20] }` to look at the "
        "results after 5, 10 and 20. Each seed draws the training subset, validation, "
        "initialisation and order. Five are the least for a verdict about a method.",
    )
    alpha: float = Field(
        default=0.05,
        gt=0,
        lt=0.5,
        description="Total chance of a false verdict: half for a false supported, half for a false "
        "refuted.",
    )


class DataSection(Section):
    """Which data, and how they are divided."""

    use: str = Field(
        min_length=1,
        description="A catalog name (`symptoms` or `symptoms@2`), a path, or a built-in "
        "(`builtin:diagnosis`, `builtin:organ-systems`).",
    )
    text: str | None = Field(default=None, description="The column with the text.")
    label: str | None = Field(default=None, description="The column with the label.")
    id: str | None = Field(
        default=None,
        description="A column with a name for each example; without one, a digest of the row.",
    )
    features: str | None = Field(
        default=None,
        description="A Parquet file with your own vectors instead of texts, one row an example.",
    )
    task: str = Field(
        default="classification",
        description="One label a text. Pairs, several labels and regression are not built yet.",
    )
    test: float | str | None = Field(
        default=None,
        description="A fraction (drawn once, the same for all seeds), the name of a split of the "
        "data, or a file. Default: the split `test` where there is one, else 0.25.",
    )
    validation: float | str = Field(
        default=0.2,
        description="A fraction of each run's own training subset, or the name of a split. Under "
        "5 examples a class there is none, and methods use their defaults.",
    )
    resample: Literal["split"] | None = Field(
        default=None,
        description="`split`: every seed draws its own test set. A fixed test set sees more.",
    )
    split_seed: int = Field(default=0, ge=0, description="Seed of the draw of the test set.")
    group: str | None = Field(
        default=None,
        description="A column; rows of one group are never on both sides (a patient, an author).",
    )
    train_per_class: Size | list[Size] = Field(
        default="all",
        description="Training examples a class: a number, `all`, or a list for a learning curve.",
    )
    overlap: Literal["drop", "keep"] | None = Field(
        default=None,
        description="What to do with texts that are in train and in test: `drop` takes them from "
        "train, `keep` leaves them and the report says so. Without it such a study does not run.",
    )
    augment: Augmentation | None = Field(
        default=None,
        description="How every method's training examples are augmented; a method's own `augment` takes "
        "its place. Validation and test never are.",
    )


class ModelSection(Section):
    """The pre-trained model."""

    use: str = Field(
        default="all-MiniLM-L6-v2",
        min_length=1,
        description="`all-MiniLM-L6-v2` (embedded), a folder, or `hub:org/name@revision`.",
    )


class EvaluateSection(Section):
    """What is measured."""

    metrics: list[str] = Field(
        default_factory=lambda: ["accuracy", "macro_f1", "log_loss", "ece"],
        min_length=1,
        description="The metrics of the table; those of the claims are added.",
    )
    unit: Literal["natural", "percent"] = Field(
        default="natural", description="`percent`: margins and recorded scores are in percent."
    )


class BudgetSection(Section):
    """When to stop politely."""

    minutes: float | None = Field(
        default=None, gt=0, description="Stop after this long and say what is missing."
    )


class ReplicatesSection(Section):
    """The published number that the study stands beside. It decides nothing: the hypotheses do."""

    paper: str = Field(min_length=1, description="The citation key, one of `papers`.")
    metric: str = Field(min_length=1, description="The metric of the published number.")
    value: float = Field(description="The published score, in the unit of `[evaluate]`.")
    baseline_value: float | None = Field(
        default=None, description="The published score of what it was compared with."
    )
    method: str = Field(default="", description="The published method, in the paper's words.")
    baseline: str = Field(default="", description="What it was compared with, in its words.")
    data: str = Field(default="", description="The published data, in its words.")
    where: str = Field(default="", description="Where it stands in the paper: a table, a page.")
    hypothesis: str | None = Field(
        default=None,
        description="The hypothesis that stands for the claim: `h1`, `h2@20`. Default: the primary, "
        "else the first.",
    )


class HypothesisEntry(Section):
    """A claim as a sentence, or the same as fields."""

    claim: str | None = Field(
        default=None,
        description="`A beats B [by M] on METRIC`, `A is worse than B [by M] on METRIC`, `A is at "
        "most M worse than B on METRIC`, `A equals B within M on METRIC`; each with `at N per "
        "class` or `at all sizes` where there are several.",
    )
    candidate: str | None = Field(default=None, description="Instead of `claim`: the candidate.")
    baseline: str | None = Field(default=None, description="Instead of `claim`: the baseline.")
    relation: Literal["beats", "worse", "at_most_worse", "equals"] | None = Field(
        default=None, description="Instead of `claim`: the relation."
    )
    margin: float | None = Field(default=None, description="Instead of `claim`: the margin.")
    metric: str | None = Field(default=None, description="Instead of `claim`: the metric.")
    at: Size | Literal["all sizes"] | None = Field(
        default=None, description="Instead of `claim`: the number of examples a class."
    )
    primary: bool = Field(
        default=False, description="At most one: it is tested first, the others wait for it."
    )
    about: Literal["method", "model"] = Field(
        default="method",
        description="`method`: holds over seeds. `model`: about one fitted pair, over examples.",
    )
    detect: float | None = Field(
        default=None,
        gt=0,
        description="The gain that a new study should be able to see; for the number of seeds "
        "that it would need.",
    )


class MethodEntry(Section):
    """One method: its kind, what it may have of its own, and the parameters of its kind."""

    name: str
    kind: str
    model: str | None = None
    train_per_class: Size | None = None
    augment: Augmentation | Literal[False] | None = None
    parameters: dict[str, Any] = Field(default_factory=dict)


class Declaration(BaseModel):
    """A whole declaration, valid."""

    model_config = ConfigDict(frozen=True)

    name: str
    path: Path
    study: StudySection
    data: DataSection
    model: ModelSection = ModelSection()
    methods: dict[str, MethodEntry]
    hypotheses: tuple[HypothesisEntry, ...] = ()
    evaluate: EvaluateSection = EvaluateSection()
    budget: BudgetSection = BudgetSection()
    replicates: ReplicatesSection | None = None

    @property
    def looks(self) -> tuple[int, ...]:
        """Planned looks as cumulative numbers of seeds; one number means one look."""
        seeds = self.study.seeds
        return tuple(seeds.looks) if isinstance(seeds, Looks) else (seeds,)

    @property
    def sizes(self) -> tuple[int | str, ...]:
        """The conditions: numbers of training examples a class, smallest first, "all" last."""
        given = self.data.train_per_class
        sizes = list(given) if isinstance(given, list) else [given]
        return tuple(sorted(sizes, key=lambda size: float("inf") if size == "all" else int(size)))

    def size_of(self, method: str, condition: int | str) -> int | str:
        """Training examples a class that `method` gets under `condition`."""
        own = self.methods[method].train_per_class
        return condition if own is None else own

    def augmentation_of(self, method: str) -> Augmentation | None:
        """How the training examples of `method` are augmented: its own way, or the study's."""
        entry = self.methods[method]
        if entry.augment is None:
            return self.data.augment if entry.kind not in NOT_AUGMENTED else None
        return entry.augment or None

    def model_of(self, method: str) -> str:
        """The pre-trained model of `method`: its own, or the study's."""
        return self.methods[method].model or self.model.use
