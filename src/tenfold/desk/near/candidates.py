"""Pairs of texts worth comparing word by word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from tenfold.desk.near.edits import allowed_edits
from tenfold.desk.near.rare_words import Sharing, sharing_rare_words
from tenfold.desk.near.scatter import scattered
from tenfold.desk.near.word_table import WordTable

__all__ = ["Candidates"]

Ints = npt.NDArray[np.int64]
Pairs = tuple[Ints, Ints]

_NEIGHBOURS = 4
_SHARE_OF_FAMILY = 0.9
_PAIRS_AT_A_TIME = 2_000_000


class Candidates:
    """All pairs that share a rare-word key and could be within the allowed edits.

    `sides`, shape (n_texts,), has bit 1 for a text of the one side and bit 2 for one of the other
    (3: of both); only pairs across are wanted then. Once all pairs were drawn, `in_crowds` says
    how many texts stood in a crowd, where a text is only compared with its next few neighbours in
    the order of their words.
    """

    def __init__(self, table: WordTable, sides: npt.NDArray[np.uint8] | None = None) -> None:
        self._table = table
        self._sides = sides
        self._signature = _signature(table)
        self._crowded = np.zeros(len(table.lengths), dtype=np.bool_)

    @property
    def in_crowds(self) -> int:
        return int(self._crowded.sum())

    def __iter__(self) -> Iterator[Pairs]:
        """Pairs (left, right) with left < right, each array of shape (n_pairs,); some come twice."""
        n = len(self._table.lengths)
        held: list[Ints] = []
        for sharing in sharing_rare_words(self._table, self._is_family):
            pairs = self._in_crowds(sharing) if sharing.crowded else _within(sharing)
            for left, right in pairs:
                left, right = np.minimum(left, right), np.maximum(left, right)
                kept = self._likely(left, right)
                held.append(left[kept] * n + right[kept])
                if sum(map(len, held)) > _PAIRS_AT_A_TIME:
                    yield _distinct(held, n)
                    held = []
        if held:
            yield _distinct(held, n)

    def _likely(self, left: Ints, right: Ints, *, across: bool = True) -> npt.NDArray[np.bool_]:
        """Two lengths and two signatures that allow for so few edits."""
        n_left, n_right = self._table.lengths[left], self._table.lengths[right]
        limits = allowed_edits(np.maximum(n_left, n_right))
        likely: npt.NDArray[np.bool_] = np.abs(n_left - n_right) <= limits
        likely &= left != right
        if self._sides is not None and across:
            one, other = self._sides[left], self._sides[right]
            likely &= ((one & 1) & (other >> 1)) | ((one >> 1) & (other & 1)) > 0
        differing = np.zeros(len(left), dtype=np.int64)
        for column in self._signature:
            differing += np.bitwise_count(column[left] ^ column[right])
        # An edit changes two words at most, hence two bits.
        likely &= differing <= 2 * limits
        return likely

    @cached_property
    def _places(self) -> Ints:
        return _places_by_words(self._table)

    def _is_family(self, texts: Ints) -> bool:
        """Whether most of some texts look nearly the same as their neighbours by their words."""
        order = texts[np.argsort(self._places[texts])]
        looked_at = np.linspace(0, len(order) - 2, 400).astype(np.int64)
        likely = self._likely(order[looked_at], order[looked_at + 1], across=False)
        return float(likely.mean()) >= _SHARE_OF_FAMILY

    def _in_crowds(self, sharing: Sharing) -> Iterator[Pairs]:
        if not len(sharing.texts):
            return
        self._crowded[sharing.texts] = True
        group = np.repeat(np.arange(len(sharing.sizes)), sharing.sizes)
        order = np.lexsort((self._places[sharing.texts], group))
        texts, group = sharing.texts[order], group[order]
        for shift in range(1, _NEIGHBOURS + 1):
            together = np.flatnonzero(group[:-shift] == group[shift:])
            yield texts[together], texts[together + shift]


def _within(sharing: Sharing) -> Iterator[Pairs]:
    """All pairs of each group."""
    left_over = np.repeat(sharing.starts + sharing.sizes, sharing.sizes)
    left_over -= np.arange(len(sharing.texts))
    at = np.arange(len(sharing.texts))
    for shift in range(1, int(sharing.sizes.max(initial=1))):
        at = at[left_over[at] > shift]
        yield sharing.texts[at], sharing.texts[at + shift]


def _distinct(held: list[Ints], n: int) -> Pairs:
    left, right = np.divmod(np.unique(np.concatenate(held)), n)
    return left, right


def _signature(table: WordTable) -> list[npt.NDArray[np.uint64]]:
    """Per text, 64 bits a column: which of the bits an odd number of its words fall on.

    More columns where most texts are long: on too few bits, half would differ between any two.
    """
    usual = float(np.quantile(table.lengths, 0.95)) if len(table.lengths) else 0.0
    n_columns = min(8, 1 + int(usual) // 50)
    bit = scattered(table.ids.astype(np.uint64)) % np.uint64(64 * n_columns)
    filled = np.flatnonzero(table.lengths)
    columns = []
    for column in range(n_columns):
        mine = bit // np.uint64(64) == column
        flags = np.where(mine, np.uint64(1) << (bit % np.uint64(64)), np.uint64(0))
        found = np.zeros(len(table.lengths), dtype=np.uint64)
        if len(filled):
            found[filled] = np.bitwise_xor.reduceat(flags, table.starts[filled])
        columns.append(found)
    return columns


def _places_by_words(table: WordTable) -> Ints:
    """The place of each text in the order of their first words, so that like ones are neighbours."""
    beginnings = replace(table, lengths=np.minimum(table.lengths, 12))
    first = beginnings.columns(np.arange(len(table.lengths)), -1)[1:]
    order = np.lexsort((table.hashes(), *first[::-1]))
    places = np.empty(len(order), dtype=np.int64)
    places[order] = np.arange(len(order))
    return places
