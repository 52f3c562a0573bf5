"""`recorded`: probabilities or scores that were made elsewhere, read strictly from a file."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import numpy as np
from jaxtyping import Float
from pydantic import Field

from tenfold.errors import InputError, nearest
from tenfold.models.methods.contract import Kind, Parameters, Role

__all__ = ["Recorded", "RecordedKind", "RecordedParameters", "RecordedPredictions", "read_recorded"]

_SUM_TOLERANCE = 1e-3
_MAX_FIELD_BYTES = 16 * 1024 * 1024


class RecordedParameters(Parameters):
    """Fields of `kind = "recorded"`."""

    file: str = Field(
        description="A UTF-8 CSV (or .tsv) file, relative to the workspace: columns seed, example "
        "and one a class with probabilities; or seed and score."
    )
    seed: str = Field(default="seed", description="The column with the seed's number.")
    example: str = Field(default="example", description="The column with the example's id.")
    score: str = Field(default="score", description="The column with the score, one row a seed.")
    metric: str | None = Field(
        default=None,
        description="The metric that the scores are of. Needed for a file with scores.",
    )


class RecordedKind(Kind):
    """No predictor: its claims are exploratory, as its numbers were there before them."""

    kind: ClassVar[str] = "recorded"
    version: ClassVar[str] = "1"
    role: ClassVar[Role] = "recorded"
    summary: ClassVar[str] = "probabilities or scores from anywhere, read from a file"
    Parameters: ClassVar[type[Parameters]] = RecordedParameters


@dataclass(frozen=True)
class RecordedPredictions:
    """One seed's predictions. `probabilities` (examples, classes), classes as asked for."""

    examples: tuple[str, ...]
    probabilities: Float[np.ndarray, "examples classes"]

    def of(self, examples: Sequence[str], where: str = "") -> Float[np.ndarray, "examples classes"]:
        """The rows of `examples`, in their order. Raises InputError where one is missing."""
        place = {name: row for row, name in enumerate(self.examples)}
        missing = [name for name in examples if name not in place]
        if missing:
            raise InputError(
                f"{len(missing)} of {len(examples)} test examples have no prediction, the first is "
                f"{missing[0]!r}.",
                where=where or None,
                remedy="Take the ids from the study's exported split.",
            )
        return self.probabilities[[place[name] for name in examples]]


@dataclass(frozen=True)
class Recorded:
    """What the file holds, by seed: predictions, or scores of `metric` (the other one is empty)."""

    predictions: dict[int, RecordedPredictions] = field(default_factory=dict)
    scores: dict[int, float] = field(default_factory=dict)
    metric: str | None = None


def read_recorded(
    path: Path, classes: Sequence[str], *, parameters: RecordedParameters
) -> Recorded:
    """Read a file of recorded results.

    Raises
    ------
    InputError
        No such file, not UTF-8, a missing column (the nearest name is given), a seed that is no
        number, the same example twice in a seed, probabilities that are none.
    """
    columns, rows = _read(path)
    _require([parameters.seed], columns, path)
    if parameters.score in columns and parameters.example not in columns:
        return _read_scores(rows, columns, parameters, path)
    _require([parameters.example, *classes], columns, path)
    at = [columns.index(name) for name in (parameters.seed, parameters.example, *classes)]
    by_seed: dict[int, dict[str, list[float]]] = defaultdict(dict)
    for line, row in rows:
        seed, example, *values = (row[i] for i in at)
        own = by_seed[_whole(seed, path, line)]
        if example in own:
            raise _bad(path, line, f"the example {example!r} stands there twice for seed {seed}.")
        own[example] = [_number(value, path, line) for value in values]
    return Recorded({seed: _predictions(own, path, seed) for seed, own in sorted(by_seed.items())})


def _predictions(own: dict[str, list[float]], path: Path, seed: int) -> RecordedPredictions:
    table = np.array(list(own.values()), dtype=np.float64)
    sums = table.sum(axis=1)
    wrong = np.flatnonzero((np.abs(sums - 1) > _SUM_TOLERANCE + 1e-9) | (table < 0).any(axis=1))
    if len(wrong):
        raise InputError(
            f"{len(wrong)} rows of seed {seed} are no probabilities; the first is example "
            f"{list(own)[wrong[0]]!r}, which sums to {sums[wrong[0]]:.4g}.",
            where=str(path),
            remedy="Write probabilities: 0 or more, each row summing to one.",
        )
    return RecordedPredictions(tuple(own), table / sums[:, None])


def _read_scores(
    rows: Iterator[tuple[int, list[str]]],
    columns: list[str],
    parameters: RecordedParameters,
    path: Path,
) -> Recorded:
    if parameters.metric is None:
        raise InputError(
            "the file has scores, and the declaration does not say of which metric.",
            where=str(path),
            remedy='Add metric = "accuracy" (or another one) to the method.',
        )
    seed_at, score_at = columns.index(parameters.seed), columns.index(parameters.score)
    scores: dict[int, float] = {}
    for line, row in rows:
        seed = _whole(row[seed_at], path, line)
        if seed in scores:
            raise _bad(path, line, f"seed {seed} stands there twice.")
        scores[seed] = _number(row[score_at], path, line)
    return Recorded(scores=scores, metric=parameters.metric)


def _read(path: Path) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The column names, and (line, cells) of each further row."""
    if not path.is_file():
        raise InputError(
            "there is no such file.", where=str(path), remedy="Paths are relative to the workspace."
        )
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 (byte {error.start + 1}).", where=str(path)) from None
    csv.field_size_limit(_MAX_FIELD_BYTES)
    delimiter = "\t" if path.suffix == ".tsv" else ","
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
    columns = [name.strip() for name in next(reader, [])]
    if len(set(columns)) != len(columns) or not columns:
        raise InputError("needs a first row of column names, each once.", where=str(path))
    return columns, _rows(reader, len(columns), path)


def _rows(reader: Iterator[list[str]], width: int, path: Path) -> Iterator[tuple[int, list[str]]]:
    n_rows = 0
    try:
        for line, row in enumerate(reader, start=2):
            if not row:
                continue
            if len(row) != width:
                raise _bad(path, line, f"has {len(row)} cells; the first row has {width}.")
            n_rows += 1
            yield line, row
    except csv.Error as error:
        raise InputError(f"cannot be read as CSV: {error}.", where=str(path)) from None
    if not n_rows:
        raise InputError("has no rows.", where=str(path))


def _require(names: Sequence[str], columns: list[str], path: Path) -> None:
    missing = [name for name in names if name not in columns]
    if missing:
        raise InputError(
            f"has no column {', '.join(repr(name) for name in missing[:5])}.",
            where=str(path),
            remedy=nearest(missing[0], columns),
        )


def _whole(text: str, path: Path, line: int) -> int:
    try:
        return int(text)
    except ValueError:
        raise _bad(path, line, f"the seed must be a whole number. Got {text!r}.") from None


def _number(text: str, path: Path, line: int) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise _bad(path, line, f"must be a number. Got {text!r}.")
    return value


def _bad(path: Path, line: int, what: str) -> InputError:
    return InputError(what, where=f"{path}, row {line}")
