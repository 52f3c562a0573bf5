"""Swap: words that trade places."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tenfold.desk.augmenting.new_examples import NewExamples, Rows, each_changed
from tenfold.desk.augmenting.words import n_to_change, split_words

__all__ = ["swap_words"]


def swap_words(
    texts: Sequence[str], labels: Rows, rng: np.random.Generator, *, rows: Rows, rate: float
) -> NewExamples:
    """Let two words, drawn at random, trade places, max(1, `rate` x words) times.

    The words stay the same, but for their order. Random swap of EDA: Wei & Zou (2019), section 2.
    """

    def change(text: str) -> str:
        parts = split_words(text)
        words = list(parts.words)
        if len(words) > 1:
            for _ in range(n_to_change(len(words), rate)):
                one, other = rng.choice(len(words), size=2, replace=False).tolist()
                words[one], words[other] = words[other], words[one]
        return parts.with_words(words)

    return each_changed(texts, labels, rows, change)
