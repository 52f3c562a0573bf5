"""Mixing: the first half of one text and the second half of another of the same class."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from tenfold.desk.augmenting.new_examples import NewExamples, Rows
from tenfold.desk.augmenting.words import Words, split_words
from tenfold.models.scripts import UNSPACED, script_of

__all__ = ["mix_sentences"]

_ENDS = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])\s*(?=\S)")


def mix_sentences(
    texts: Sequence[str], labels: Rows, rng: np.random.Generator, *, rows: Rows
) -> NewExamples:
    """Put the first half of each text before the second half of another one of its class.

    Halves are of sentences; of words, where a text is one sentence. A class with one text has nothing to
    mix: its text stays as it is, without a partner. The "instance crossover" of Luque (2019), with
    sentences first.
    """
    members = {label: np.flatnonzero(labels == label) for label in np.unique(labels[rows]).tolist()}
    made, partners = [], []
    for row in rows.tolist():
        others = members[int(labels[row])]
        others = others[others != row]
        partner = int(others[int(rng.integers(len(others)))]) if len(others) else -1
        partners.append(partner)
        made.append(_mixed(texts[row], texts[partner]) if partner >= 0 else texts[row])
    return NewExamples(made, labels[rows], rows, np.array(partners, dtype=np.int64))


def _mixed(one: str, other: str) -> str:
    first, second = _half(one, first=True), _half(other, first=False)
    if not first or not second:
        return one  # one of them is empty
    is_unspaced = script_of(first[-1]) in UNSPACED or script_of(second[0]) in UNSPACED
    return first + ("" if is_unspaced else " ") + second


def _half(text: str, *, first: bool) -> str:
    """The first half has the one in the middle; a text of one word is its own second half."""
    sentences = _ENDS.split(text.strip())
    if len(sentences) > 1:
        ends = [match.span() for match in _ENDS.finditer(text.strip())]
        end, start = ends[(len(sentences) + 1) // 2 - 1]
        return text.strip()[:end] if first else text.strip()[start:]
    parts = split_words(text.strip())
    middle = (len(parts.words) + 1) // 2
    if first:
        return Words(parts.words[:middle], (*parts.gaps[:middle], "")).with_words(
            parts.words[:middle]
        )
    middle = min(middle, len(parts.words) - 1) if parts.words else 0
    return Words(parts.words[middle:], ("", *parts.gaps[middle + 1 :])).with_words(
        parts.words[middle:]
    )
