"""When two texts are nearly the same: word edits, at most 15 in 100."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tenfold.desk.near.word_table import WordTable

__all__ = ["allowed_edits", "count_edits"]

Ints = npt.NDArray[np.int64]

_PER_HUNDRED = 15
_CELLS = 400_000
"""So many words of one side are compared at a time (a few MB)."""


def allowed_edits(n_words: Ints) -> Ints:
    """How many edits two texts may differ by, the longer of which has `n_words`: 3 in 20.

    >>> allowed_edits(np.array([6, 7, 13, 14, 20, 40]))
    array([0, 1, 1, 2, 3, 6])
    """
    return n_words * _PER_HUNDRED // 100


def count_edits(table: WordTable, left: Ints, right: Ints) -> Ints:
    """Edits between text `left[i]` and text `right[i]` of the table, shape (n_pairs,).

    An edit puts in, takes out or replaces one word, or swaps two neighbours (optimal string
    alignment: no word is edited twice; Wagner and Fischer, 1974, and Damerau, 1964, on words). It
    is symmetric. Counting stops past `allowed_edits` of the longer text: such pairs have -1.
    """
    longer = np.maximum(table.lengths[left], table.lengths[right])
    limits = allowed_edits(longer)
    edits = np.full(len(left), -1, dtype=np.int64)
    # Equal limits and like lengths together: one band a batch, little padding.
    order = np.lexsort((longer, limits))
    at = 0
    while at < len(order):
        limit = limits[order[at]]
        end = int(np.searchsorted(limits[order], limit, side="right"))
        end = min(end, at + max(_CELLS // max(int(longer[order[at]]), 1), 1))
        chosen = order[at:end]
        edits[chosen] = _banded(table, left[chosen], right[chosen], int(limit))
        at = end
    return edits


def _banded(table: WordTable, left: Ints, right: Ints, limit: int) -> Ints:
    """Edits of pairs with one limit, along the diagonals i + j = s; -1 past the limit.

    `cost[o + limit + 1]` holds the cells with j - i = o. Diagonals alternate between even and odd
    o, so that one array holds the last two; `older` has the two before them, for swaps.
    """
    n_left, n_right = table.lengths[left], table.lengths[right]
    order = np.argsort(n_left + n_right, kind="stable")
    n_left, n_right = n_left[order], n_right[order]
    total = n_left + n_right
    a, b = table.columns(left[order], -1), table.columns(right[order], -2)
    rows, columns = len(a) - 1, len(b) - 1
    far = limit + 1
    cost = np.full((2 * limit + 3, len(left)), far, dtype=np.int16)
    older = cost.copy()
    cost[limit + 1] = 0
    edits = np.full(len(left), -1, dtype=np.int64)
    for s in range(int(total[-1]) + 1):
        if s:
            _step(cost, older, a, b, _band(s, limit, rows, columns))
        done = slice(*np.searchsorted(total, [s, s + 1]))
        offset = (n_right - n_left)[done]
        inside = np.abs(offset) <= limit
        pairs = np.arange(done.start, done.stop)[inside]
        found = cost[offset[inside] + limit + 1, pairs]
        edits[order[pairs]] = np.where(found <= limit, found, -1)
    return edits


def _band(s: int, limit: int, rows: int, columns: int) -> tuple[int, Ints]:
    """The sum s and the offsets o = j - i of its cells within the band and both texts."""
    low = max(-limit, -s, s - 2 * rows)
    high = min(limit, s, 2 * columns - s)
    low += (low + s) % 2
    return s, np.arange(low, high + 1, 2)


def _step(
    cost: npt.NDArray[np.int16],
    older: npt.NDArray[np.int16],
    a: npt.NDArray[np.int32],
    b: npt.NDArray[np.int32],
    band: tuple[int, Ints],
) -> None:
    """One diagonal further; `a` and `b` have their words from row 1 on."""
    s, offsets = band
    if not len(offsets):
        return
    middle = len(cost) // 2
    at = slice(int(offsets[0]) + middle, int(offsets[-1]) + middle + 1, 2)
    before, after = slice(at.start - 1, at.stop - 1, 2), slice(at.start + 1, at.stop + 1, 2)
    i, j = (s - offsets) // 2, (s + offsets) // 2
    best = np.minimum(cost[before], cost[after]) + np.int16(1)
    np.minimum(best, cost[at] + (a[i] != b[j]), out=best)
    # Row -1 (the last) stands in where i or j is 0: `older` is out of reach there.
    swapped = (a[i] == b[j - 1]) & (a[i - 1] == b[j])
    np.minimum(best, older[at] + np.where(swapped, np.int16(1), np.int16(2)), out=best)
    older[at] = cost[at]
    cost[at] = best
