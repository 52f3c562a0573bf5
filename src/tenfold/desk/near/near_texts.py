"""All pairs of texts that are nearly the same, and the groups that they make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tenfold.desk.near.candidates import Candidates
from tenfold.desk.near.edits import allowed_edits, count_edits
from tenfold.desk.near.slots import are_forms
from tenfold.desk.near.word_table import WordTable, word_table

__all__ = ["FEWEST_WORDS", "NearTexts", "near_texts", "nearly_same"]

Ints = npt.NDArray[np.int64]

FEWEST_WORDS = 14
"""Both texts need so many for an edit: in a shorter question one word changes what it asks."""
_FEWEST_SAME = 4
"""So many, all the same, make two texts the same: "Ok." and "ok!" are said by anyone."""


@dataclass(frozen=True)
class NearTexts:
    """Texts by their wording, and the pairs of wordings that are nearly the same.

    Texts with the same words in the same order have one `wording`, shape (n_texts,). Wordings are
    numbered as they first appear; -1 stands for a text too short to be compared. Pair i is of the
    wordings `left[i] < right[i]`, `edits[i]` apart; pairs are sorted. `n_form_pairs` more pairs
    were as close but fill one sentence differently. `n_crowded` wordings stand in crowds, in which
    pairs may be missing.
    """

    wording: Ints
    left: Ints
    right: Ints
    edits: Ints
    n_form_pairs: int
    n_crowded: int

    def groups(self) -> Ints:
        """The group of each text, shape (n_texts,): texts that pairs link, directly or by others.

        A group has the number of the least wording in it; -1 for texts that were not compared.
        """
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        n = int(self.wording.max(initial=-1)) + 1
        links = coo_array((np.ones(len(self.left), np.int8), (self.left, self.right)), (n, n))
        labels = connected_components(links, directed=False)[1]
        _, first = np.unique(labels, return_index=True)
        return np.append(first[labels], -1)[self.wording]


def near_texts(texts: Iterable[str], *, sides: Sequence[bool] | None = None) -> NearTexts:
    """Find the texts that differ by no more than 3 word edits in 20.

    Two texts are nearly the same if they have the same words in the same order, at least 4, or if
    both have at least 14 words and one becomes the other by edits that are at most 15 % of the
    words of the longer. An edit puts in, takes out or replaces one word, or swaps two neighbours
    (`count_edits`). Words are compared without case, punctuation and signs; in scripts that set no
    spaces (Chinese) each character is a word (`words`). Texts that merely fill the gaps of one
    sentence, as at least five texts of the data do, are not nearly the same (`are_forms`). Of a
    text with more than 400 words, the first 400 are compared, and the whole lengths must be within 15 %.

    The relation is symmetric; it does not depend on the order of the texts, and nothing is drawn by
    chance. Every such pair is found, except in crowds: where more than 100 texts share the rarest
    words (up to six) that a near copy would share, each is compared with its 4 neighbours in the
    order of their words. So the time of a million texts of one make is bounded.

    With `sides` (one truth value a text), only pairs across are looked for: of a text of one side
    with a text of the other.
    """
    table = word_table(texts)
    wording, first = _wordings(table)
    long_enough = np.flatnonzero(table.lengths[first] >= FEWEST_WORDS)
    table = table.take(first[long_enough])
    marks = _sides_of(wording, len(first), sides)
    candidates = Candidates(table, None if marks is None else marks[long_enough])
    left, right, edits = _verified(table, candidates)
    forms = are_forms(table, left, right)
    return NearTexts(
        wording=wording,
        left=long_enough[left[~forms]],
        right=long_enough[right[~forms]],
        edits=edits[~forms],
        n_form_pairs=int(forms.sum()),
        n_crowded=candidates.in_crowds,
    )


def nearly_same(texts: Sequence[str], left: Ints, right: Ints) -> npt.NDArray[np.bool_]:
    """Whether text `left[i]` and text `right[i]` are nearly the same, shape (n_pairs,).

    As in `near_texts`, but here the same words make texts of any length the same, and those that fill
    one form differently are nearly the same too.
    """
    table = word_table(texts)
    hashes = table.hashes()
    same: npt.NDArray[np.bool_] = hashes[left] == hashes[right]
    long_enough = np.minimum(table.lengths[left], table.lengths[right]) >= FEWEST_WORDS
    at = np.flatnonzero(long_enough & ~same)
    near = np.zeros(len(left), dtype=np.bool_)
    near[at] = _within_limits(table, left[at], right[at], count_edits(table, left[at], right[at]))
    return same | near


def _wordings(table: WordTable) -> tuple[Ints, Ints]:
    """The wording of each text, and the first text of each wording."""
    compared = np.flatnonzero(table.lengths >= _FEWEST_SAME)
    _, first, inverse = np.unique(table.hashes()[compared], return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    wording = np.full(len(table.lengths), -1, dtype=np.int64)
    wording[compared] = rank[inverse]
    return wording, compared[first[order]]


def _sides_of(
    wording: Ints, n_wordings: int, sides: Sequence[bool] | None
) -> npt.NDArray[np.uint8] | None:
    """Bit 1 for a wording with a text of the one side, bit 2 with one of the other."""
    if sides is None:
        return None
    found = np.zeros(n_wordings, dtype=np.uint8)
    side = np.asarray(sides, dtype=np.bool_)
    found[wording[~side & (wording >= 0)]] |= 1
    found[wording[side & (wording >= 0)]] |= 2
    return found


def _verified(table: WordTable, candidates: Candidates) -> tuple[Ints, Ints, Ints]:
    """The pairs within the allowed edits and lengths, sorted, each once: left, right, edits."""
    n = max(len(table.lengths), 1)
    codes, counts = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int16)]
    for left, right in candidates:
        edits = count_edits(table, left, right)
        kept = _within_limits(table, left, right, edits)
        codes.append(left[kept] * n + right[kept])
        counts.append(edits[kept].astype(np.int16))
    distinct, first = np.unique(np.concatenate(codes), return_index=True)
    left, right = np.divmod(distinct, n)
    return left, right, np.concatenate(counts)[first].astype(np.int64)


def _within_limits(table: WordTable, left: Ints, right: Ints, edits: Ints) -> npt.NDArray[np.bool_]:
    n_left, n_right = table.n_words[left], table.n_words[right]
    alike = np.abs(n_left - n_right) <= allowed_edits(np.maximum(n_left, n_right))
    within: npt.NDArray[np.bool_] = (edits >= 0) & alike
    return within
