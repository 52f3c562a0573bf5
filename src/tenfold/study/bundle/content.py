"""What a bundle holds: the names of its files and the shape of each JSON file.

Written by `bundle`, read by `reproduce`. A bundle can come from anybody, so each shape is a strict
model: a wrong type is found when the file is read and not where it is used.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "CRATE",
    "DECLARATION",
    "FORMAT",
    "MANIFEST",
    "PREDICTIONS",
    "CarriedFile",
    "ClaimNote",
    "ClaimsFile",
    "CommandNote",
    "DataFile",
    "DataPart",
    "Environment",
    "FileNote",
    "Gain",
    "InputsFile",
    "LineageNote",
    "Manifest",
    "ModelNote",
    "ModelsFile",
    "RunNote",
    "RunsFile",
    "StudyNote",
]

FORMAT = "tenfold-bundle"
MANIFEST = "manifest.json"
CRATE = "ro-crate-metadata.json"
DECLARATION = "study/declaration.toml"
PREDICTIONS = "results/predictions/"

Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Word = Annotated[str, Field(max_length=1000)]
Name = Annotated[str, Field(min_length=1, max_length=200)]


class Shape(BaseModel):
    """A part of a JSON file. Keys of a later tenfold are left alone."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class FileNote(Shape):
    """A file's BLAKE3 digest and size."""

    blake3: Digest
    bytes: int = Field(ge=0)


class Manifest(Shape):
    """Every file of the bundle but the manifest itself. Its own digest is the bundle's."""

    format: Literal["tenfold-bundle"]
    schema_version: Literal[1]
    study: Name
    tenfold: Word
    files: dict[str, FileNote]


class StudyNote(Shape):
    """`study/study.json`: what was asked, and whether all that was planned is there."""

    name: Name
    question: str
    is_complete: bool
    state: Word
    n_seeds_done: int
    looks: list[int]
    metrics: list[Name]
    unit: Literal["natural", "percent"]
    classes: list[str]
    n_test: int
    code: str | None


class RunNote(Shape):
    """One run: `metrics` in their natural unit, unless it `recorded` them in the declared one."""

    method: Name
    size: Word
    seed: int = Field(ge=0)
    state: Literal["scored", "failed", "missing"]
    message: str = ""
    metrics: dict[str, float] = Field(default_factory=dict)
    in_declared_unit: bool = False
    n_test: int = 0
    predictions: str | None = None

    @property
    def id(self) -> tuple[str, str, int]:
        """Method, size and seed."""
        return self.method, self.size, self.seed


class RunsFile(Shape):
    """`results/runs.json`."""

    runs: list[RunNote]


class Gain(Shape):
    """Candidate minus baseline with its interval; None: unknown."""

    estimate: float | None
    low: float | None
    high: float | None


class ClaimNote(Shape):
    """A hypothesis as `study show --json` tells it; what is compared of it."""

    id: Name
    claim: str
    condition: int | str | None = None
    metric: Name
    mode: Literal["confirmatory", "exploratory"]
    why_exploratory: str = ""
    verdict: Literal["supported", "refuted", "undecided"]
    reason: str | None = None
    gain: Gain
    adjusted: Gain
    n_pairs: int = 0
    registered: str | None = None
    code: str | None = None
    digest: str | None = None


class ClaimsFile(Shape):
    """`results/verdicts.json`."""

    hypotheses: list[ClaimNote]


class Environment(Shape):
    """`environment.json`: what the numbers were made with.

    `profiles` are the numerics profiles of the encoders by the name in the declaration, `settings`
    what the workspace's `[run]` section said about numbers.
    """

    versions: dict[str, str]
    hardware: dict[str, str]
    profile: dict[str, str | int]
    profiles: dict[str, dict[str, str | int]] = Field(default_factory=dict)
    settings: dict[str, str] = Field(default_factory=dict)


class LineageNote(Shape):
    """How a version was made from another: that one's digest and name, and the operations of the recipe."""

    parent: Digest
    made_from: Word
    operations: list[dict[str, Any]]
    libraries: dict[str, str] = Field(default_factory=dict)


class DataPart(Shape):
    """Data by reference. `version` digests the rows; of `features` it digests the file.

    `rows` names a table with a digest for each row, `file` the rows themselves, where they go along.
    `lineage` tells of a cleaned version how it was made, and before that its parent, and so on; these versions
    themselves do not go along.
    """

    role: Literal["data", "test", "features"]
    name: Name
    number: int = 1
    version: Digest
    is_builtin: bool = False
    columns: list[str] = Field(default_factory=list)
    text: str | None = None
    label: str | None = None
    id: str | None = None
    n_rows: int = 0
    has_splits: bool = False
    sources: list[dict[str, Any]] = Field(default_factory=list)
    lineage: list[LineageNote] = Field(default_factory=list, max_length=1000)
    rows: str | None = None
    file: str | None = None


class DataFile(Shape):
    """`data/reference.json`."""

    parts: list[DataPart]


class ModelNote(Shape):
    """An encoder by reference: `use` is what the declaration says, `digest` its identity."""

    use: Name
    name: Word
    digest: Digest
    is_local: bool


class ModelsFile(Shape):
    """`models.json`."""

    models: list[ModelNote]


class CarriedFile(Shape):
    """A file of the workspace that goes along: `path` is its place there, `file` in the bundle."""

    path: Annotated[str, Field(min_length=1, max_length=500)]
    file: str
    blake3: Digest
    is_executable: bool = False


class CommandNote(Shape):
    """A method that runs a command of its author."""

    method: Name
    run: str
    predict: str | None = None
    digests: dict[str, str] = Field(default_factory=dict)
    git: dict[str, Any] | None = None


class InputsFile(Shape):
    """`inputs.json`: recorded files, tables of synonyms, scripts. `left_out` were named and not carried."""

    files: list[CarriedFile]
    recorded: dict[str, str]
    commands: list[CommandNote]
    left_out: list[str] = Field(default_factory=list)
