"""What the columns of a data set hold, in numbers: a first look, before anything is judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tenfold.desk.examined import TEST, Examined
from tenfold.desk.repeats import n_distinct
from tenfold.models.scripts import SIGNS, UNSPACED, script_of

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset

__all__ = ["ColumnStatistics", "DataStatistics", "Lengths", "statistics"]

_SHARES = (0.0, 0.05, 0.5, 0.95, 1.0)
_SAMPLE = 500


@dataclass(frozen=True, slots=True)
class Lengths:
    """Quantiles of lengths; each is a length that occurs (the lower one of two)."""

    least: int
    p5: int
    median: int
    p95: int
    most: int
    total: int

    @classmethod
    def of(cls, lengths: np.ndarray) -> Lengths:
        at = np.quantile(lengths, _SHARES, method="lower").tolist()
        least, p5, median, p95, most = map(int, at)
        return cls(least, p5, median, p95, most, int(lengths.sum()))


@dataclass(frozen=True, slots=True)
class ColumnStatistics:
    """One column. `n_empty` counts texts of white space alone; `words` is None where words are not spaced.

    `n_rows` is smaller than the data set for the label column, whose test labels nobody reads.
    """

    name: str
    role: str
    n_rows: int
    n_distinct: int
    n_empty: int
    characters: Lengths
    words: Lengths | None


@dataclass(frozen=True, slots=True)
class DataStatistics:
    """Columns in their order; rows a class (those of the split ``test`` not looked at) and a split."""

    n_rows: int
    columns: tuple[ColumnStatistics, ...]
    classes: dict[str, int]
    splits: dict[str, int] | None
    n_labels_unread: int

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "columns": [asdict(column) for column in self.columns]}


def statistics(dataset: Dataset) -> DataStatistics:
    """Look at every column of a data set once or twice; a million rows take some seconds."""
    examined = Examined(dataset)
    labels = examined.open_labels
    columns = []
    for name in dataset.columns:
        role = _role(dataset, name)
        texts = labels if role == "label" else dataset.column(name)
        columns.append(_column(name, role, texts))
    sizes = Counter(labels)
    return DataStatistics(
        n_rows=len(dataset),
        columns=tuple(columns),
        classes={name: sizes[name] for name in sorted(sizes)},
        splits=dict(Counter(dataset.splits)) if dataset.splits is not None else None,
        n_labels_unread=(dataset.splits or []).count(TEST),
    )


def _role(dataset: Dataset, name: str) -> str:
    roles = {dataset.text_column: "text", dataset.label_column: "label", dataset.id_column: "id"}
    return roles.get(name, "")


def _column(name: str, role: str, texts: Sequence[str]) -> ColumnStatistics:
    n = len(texts)
    spaced = not _is_unspaced(texts)
    words = np.fromiter((len(text.split()) for text in texts), dtype=np.int64, count=n)
    characters = np.fromiter(map(len, texts), dtype=np.int64, count=n)
    if not n:
        words = characters = np.zeros(1, dtype=np.int64)
    return ColumnStatistics(
        name=name,
        role=role,
        n_rows=n,
        n_distinct=n_distinct(texts),
        n_empty=int((words == 0).sum()) if n else 0,
        characters=Lengths.of(characters),
        words=Lengths.of(words) if spaced else None,
    )


def _is_unspaced(texts: Sequence[str]) -> bool:
    """Whether most letters belong to scripts without spaces between words, by evenly chosen texts."""
    step = max(1, len(texts) // _SAMPLE)
    letters = [
        script
        for row in range(0, len(texts), step)
        for script in map(script_of, texts[row][:_SAMPLE])
        if script != SIGNS
    ]
    return 2 * sum(script in UNSPACED for script in letters) > len(letters)
