"""Pairs that fill one sentence differently: forms, not copies."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tenfold.desk.near.edits import allowed_edits
from tenfold.desk.near.scatter import scattered
from tenfold.desk.near.word_table import WordTable

__all__ = ["FILLINGS", "are_forms"]

Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]

FILLINGS = 5
"""Fewer are copies that came to differ in the same place."""

_CELLS = 1_000_000
"""So many words are compared at a time (about 100 MB)."""
_BLANK = np.uint64(2**40)
_NUMBER = np.uint64(2**41)


def are_forms(table: WordTable, left: Ints, right: Ints) -> npt.NDArray[np.bool_]:
    """Which of some near pairs only fill the gaps of a sentence that `FILLINGS` texts or more fill.

    The sentence of a pair is its words with a blank where the two differ: in each place where
    they do, if they have equally many words and do in no more places than edits are allowed; else
    from the first to the last difference, if that is at most twice the allowed edits. "Travel to _
    soon and tell my bank" is a form once five texts of the pairs given have words of their own there.
    A word with a digit in it fills nothing: messages that differ in a telephone number are copies.
    A pair is of a form too if that form is the most filled one of both its texts.
    """
    n = len(table.lengths)
    step = _CELLS // max(int(table.lengths.max(initial=0)), 1)
    keys = np.zeros(len(left), dtype=np.uint64)
    for at in range(0, len(left), step):
        part = slice(at, at + step)
        keys[part] = _sentences(table, left[part], right[part])
    sentences, which = np.unique(keys, return_inverse=True)
    filled = np.unique(np.concatenate([which * n + left, which * n + right]))
    fillings = np.bincount(filled // max(n, 1), minlength=len(sentences))
    fillings[sentences == 0] = 0
    chief = _chief_forms(filled, fillings, n)
    together = (chief[left] >= 0) & (chief[left] == chief[right])
    forms: npt.NDArray[np.bool_] = (fillings[which] >= FILLINGS) | together
    return forms


def _chief_forms(filled: Ints, fillings: Ints, n: int) -> Ints:
    """For each text the form with the most fillings that it fills, -1 for none."""
    sentence, text = np.divmod(filled, max(n, 1))
    forms = fillings[sentence] >= FILLINGS
    sentence, text = sentence[forms], text[forms]
    order = np.lexsort((sentence, fillings[sentence]))
    chief = np.full(n, -1, dtype=np.int64)
    chief[text[order]] = sentence[order]
    return chief


def _sentences(table: WordTable, left: Ints, right: Ints) -> Keys:
    """A key of each pair's sentence; 0 where they differ in numbers alone or in too much."""
    a, b = _masked(table, left), _masked(table, right)
    height = max(len(a), len(b))
    a, b = _to_height(a, height), _to_height(b, height)
    n_left, n_right = table.lengths[left], table.lengths[right]
    row = np.arange(height)[:, None]
    limits = allowed_edits(np.maximum(n_left, n_right))
    differ = a != b
    n_differ = differ.sum(axis=0)
    stretches = (differ[1:] & ~differ[:-1]).sum(axis=0) + differ[0]
    in_place = (n_left == n_right) & (n_differ <= limits) & (stretches > 1)
    first = np.where(differ.any(axis=0), differ.argmax(axis=0), height)
    shared_end = np.minimum(_shared_end(a, b, n_left, n_right), np.minimum(n_left, n_right) - first)
    one_gap = np.maximum(n_left, n_right) - first - shared_end <= 2 * limits
    place = scattered(row.astype(np.uint64))
    by_place = np.where(differ, _BLANK, a)
    words = scattered(by_place ^ place) * (row < n_left)
    head = scattered(a ^ place) * (row < first)
    from_end = scattered((n_left - 1 - row).astype(np.uint64) + _BLANK)
    tail = scattered(a ^ from_end) * ((row < n_left) & (row >= n_left - shared_end))
    keys = np.where(in_place, words.sum(axis=0), (head + tail).sum(axis=0))
    told = (n_differ > 0) & (in_place | one_gap)
    return np.where(told, scattered(keys), np.uint64(0))


def _masked(table: WordTable, texts: Ints) -> Keys:
    """The words of some texts, shape (longest, n_texts), all numbers alike."""
    columns = table.columns(texts, -1)[1:]
    numbers = table.numeric[columns] & (columns >= 0)
    return np.where(numbers, _NUMBER, columns.astype(np.uint64))


def _to_height(columns: Keys, height: int) -> Keys:
    filler = np.uint64(2**64 - 1)
    return np.pad(columns, ((0, height - len(columns)), (0, 0)), constant_values=filler)


def _shared_end(a: Keys, b: Keys, n_left: Ints, n_right: Ints) -> Ints:
    """How many words the two have in common at their ends."""
    shared = np.zeros(len(n_left), dtype=np.int64)
    going = np.ones(len(n_left), dtype=np.bool_)
    pair = np.arange(len(n_left))
    for back in range(1, int(np.minimum(n_left, n_right).max(initial=0)) + 1):
        going &= (n_left >= back) & (n_right >= back)
        going &= a[n_left - back, pair] == b[n_right - back, pair]
        if not going.any():
            break
        shared += going
    return shared
