"""Typos: letters hit beside the right key."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tenfold.desk.augmenting.keyboard import NEIGHBOURS
from tenfold.desk.augmenting.new_examples import NewExamples, Rows, each_changed

__all__ = ["make_typos"]


def make_typos(
    texts: Sequence[str], labels: Rows, rng: np.random.Generator, *, rows: Rows, rate: float
) -> NewExamples:
    """Replace each letter, with probability `rate`, by one beside it on a QWERTY keyboard.

    The letters a to z, their case kept, so a text keeps its length; digits, signs and all other letters
    stay. The "key" noise of Belinkov & Bisk (2018), with a rate for each letter instead of one letter a
    word.
    """

    def change(text: str) -> str:
        chosen = np.flatnonzero(rng.random(len(text)) < rate)
        letters = list(text)
        for i in chosen.tolist():
            letters[i] = _beside(letters[i], rng)
        return "".join(letters)

    return each_changed(texts, labels, rows, change)


def _beside(letter: str, rng: np.random.Generator) -> str:
    if not letter.isascii() or not letter.isalpha():
        return letter
    keys = NEIGHBOURS[letter.lower()]
    key = keys[int(rng.integers(len(keys)))]
    return key.upper() if letter.isupper() else key
