"""Deletion: words left out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tenfold.desk.augmenting.new_examples import NewExamples, Rows, each_changed
from tenfold.desk.augmenting.words import split_words

__all__ = ["delete_words"]


def delete_words(
    texts: Sequence[str], labels: Rows, rng: np.random.Generator, *, rows: Rows, rate: float
) -> NewExamples:
    """Leave each word out with probability `rate`; one, drawn at random, always stays.

    Random deletion of EDA: Wei & Zou (2019), section 2.
    """

    def change(text: str) -> str:
        parts = split_words(text)
        gone = rng.random(len(parts.words)) < rate
        if gone.all() and len(gone):
            gone[int(rng.integers(len(gone)))] = False
        return parts.without(np.flatnonzero(gone).tolist()) if gone.any() else text

    return each_changed(texts, labels, rows, change)
