"""What an operation gives: new texts, their labels, and the examples that each was made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["NewExamples", "Rows", "each_changed"]

Rows = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, eq=False)
class NewExamples:
    """New texts, one for each row that was asked for, in that order.

    `sources` are the rows that they were made of, and whose labels they keep. `partners` are second rows
    (mixing), -1 where there is none. All have shape (n_new,).
    """

    texts: list[str]
    labels: Rows
    sources: Rows
    partners: Rows


def each_changed(
    texts: Sequence[str], labels: Rows, rows: Rows, change: Callable[[str], str]
) -> NewExamples:
    """The texts of `rows`, each through `change`; the labels stay."""
    made = [change(texts[i]) for i in rows.tolist()]
    return NewExamples(made, labels[rows], rows, np.full(len(rows), -1, dtype=np.int64))
