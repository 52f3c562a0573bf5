"""What a data set is, as commands and scripts get it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from tenfold.desk.difference import shown_row
from tenfold.desk.examined import Examined

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset

__all__ = ["described", "identity"]


def identity(dataset: Dataset) -> dict[str, Any]:
    """Which data set it is, and which of its versions."""
    return {
        "name": dataset.name,
        "version": dataset.digest,
        "number": dataset.number,
        "n_rows": len(dataset),
    }


def described(dataset: Dataset, rows: int) -> dict[str, Any]:
    """What `data show --json` prints: columns, classes, splits, how it was read, and the first `rows`.

    Labels of the split `test` are neither counted nor shown.
    """
    labels = (label or "(no label)" for label in Examined(dataset).open_labels)
    shown = range(min(rows, len(dataset)))
    return {
        **identity(dataset),
        "columns": list(dataset.columns),
        "text": dataset.text_column,
        "label": dataset.label_column,
        "id": dataset.id_column,
        "classes": dict(sorted(Counter(labels).items())),
        "splits": dict(Counter(dataset.splits)) if dataset.splits else None,
        "sources": [note.to_json() for note in dataset.sources],
        "lineage": dataset.lineage.to_json() if dataset.lineage else None,
        "rows": [shown_row(dataset, i) for i in shown],
    }
