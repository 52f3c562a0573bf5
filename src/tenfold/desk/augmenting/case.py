"""Case: some words in small letters, in capitals, or with a capital first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tenfold.desk.augmenting.new_examples import NewExamples, Rows, each_changed
from tenfold.desk.augmenting.words import split_words

__all__ = ["change_case"]


def change_case(
    texts: Sequence[str], labels: Rows, rng: np.random.Generator, *, rows: Rows, rate: float
) -> NewExamples:
    """Write each word, with probability `rate`, in one of the other two of: small, CAPITALS, Capital.

    Letters stay the same but for their case (their casefold does); scripts without case do not change. An
    encoder that lower-cases its texts sees no difference.
    """

    def change(text: str) -> str:
        parts = split_words(text)
        chosen = rng.random(len(parts.words)) < rate
        words = [
            _other_case(word, rng) if chosen[i] else word for i, word in enumerate(parts.words)
        ]
        return parts.with_words(words)

    return each_changed(texts, labels, rows, change)


def _other_case(word: str, rng: np.random.Generator) -> str:
    forms = dict.fromkeys([word.lower(), word.upper(), word.capitalize()])
    others = [
        form for form in forms if form != word and form.casefold() == word.casefold()
    ]  # "ı" has the capital I, which is another letter's
    return others[int(rng.integers(len(others)))] if others else word
