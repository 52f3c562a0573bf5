"""Which texts may be nearly the same: those that share enough of their rarest words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import comb

import numpy as np
import numpy.typing as npt

from tenfold.desk.near.edits import allowed_edits
from tenfold.desk.near.scatter import scattered
from tenfold.desk.near.word_table import LONGEST, WordTable

__all__ = ["CROWD", "Sharing", "sharing_rare_words"]

Ints = npt.NDArray[np.int64]

CROWD = 100
"""More texts than this on one key, and the key gets another word."""

_GIANT = 2_000
_MOST_KEYS = 2_000
_DEEPEST = 6
_KEYS_AT_A_TIME = 3_000_000
"""Keys held at once: about 150 MB."""


@dataclass(frozen=True)
class Sharing:
    """Groups of texts with a common key: group g is `texts[starts[g] : starts[g] + sizes[g]]`.

    `crowded` groups are larger than `CROWD`, and their texts get no keys of more words.
    """

    texts: Ints
    starts: Ints
    sizes: Ints
    crowded: bool


@dataclass(frozen=True)
class _Branch:
    """Texts with keys of `depth` words; `last` is the place of the last of them, the rarest at 0."""

    texts: npt.NDArray[np.int32]
    last: npt.NDArray[np.int16]
    keys: npt.NDArray[np.uint64]
    depth: int

    def take(self, chosen: npt.NDArray[np.generic] | slice) -> _Branch:
        return _Branch(self.texts[chosen], self.last[chosen], self.keys[chosen], self.depth)


def sharing_rare_words(table: WordTable, is_family: Callable[[Ints], bool]) -> Iterator[Sharing]:
    """Groups such that every two texts within the allowed edits stand in one, but in crowds.

    An edit takes at most one word from the longer text (a swap none), so texts within k edits share
    all but k words of the longer, repeated words counted. Put the words of both into one order: then
    of the first k + m of either, at least m are shared (prefix filtering: Chaudhuri, Ganti and
    Kaushik, ICDE 2006; prefixes that grow: Wang, Li and Feng, SIGMOD 2012). A key is m words out of the
    first k + m. The rarest words come first, so that most keys of one or two words have few texts.
    Where a key is crowded, its texts get keys of one word more: the old ones and one that comes
    after them. Texts that share such a key share it without its last word too, which is why only
    crowds need to be opened.

    A crowd stays one where its texts would get too many keys, or where it is a giant that `is_family`
    says is of one make: no key would tell those apart.

    A text's own length gives its k: a longer partner allows more edits, but by less than the words it
    is longer by.
    """
    search = _Search(table)
    waiting = [_Branch(*_empty_keys(len(table.lengths)), depth=0)]
    while waiting:
        crowds = waiting.pop()
        for branch in search.extended(crowds):
            grouped, starts, sizes = _grouped(branch)
            few = (sizes > 1) & (sizes <= CROWD)
            yield _sharing(grouped, starts[few], sizes[few], crowded=False)
            starts, sizes = starts[sizes > CROWD], sizes[sizes > CROWD]
            family = np.array(
                [
                    size > _GIANT
                    and is_family(grouped.texts[start : start + size].astype(np.int64))
                    for start, size in zip(starts.tolist(), sizes.tolist(), strict=True)
                ],
                dtype=np.bool_,
            )
            ended = search.ended(grouped, starts, sizes) | family
            yield _sharing(grouped, starts[ended], sizes[ended], crowded=True)
            starts, sizes = starts[~family], sizes[~family]
            waiting += search.portions(grouped.take(_members(starts, sizes)))


class _Search:
    def __init__(self, table: WordTable) -> None:
        limits = allowed_edits(table.lengths)
        self._prefix = limits.astype(np.int16)
        self._lengths = table.lengths.astype(np.int16)
        self._starts = table.starts
        self._tokens = _by_rarity(table)
        self._deepest = np.minimum(_depths()[limits], table.lengths - limits).astype(np.int8)

    def extended(self, branch: _Branch) -> Iterator[_Branch]:
        """The keys with one word more, in parts that hold all texts of a key together."""
        branch = branch.take(self._deepest[branch.texts] > branch.depth)
        counts = self._choices(branch)
        ends = np.cumsum(counts)
        n_parts = -(-int(ends[-1]) // _KEYS_AT_A_TIME) if len(ends) else 0
        cuts = np.searchsorted(ends, np.arange(1, n_parts) * _KEYS_AT_A_TIME)
        slices = [slice(a, b) for a, b in zip([0, *cuts], [*cuts, len(ends)], strict=True)]
        for part in range(n_parts):
            grown = [self._grown(branch.take(s), counts[s], part, n_parts) for s in slices]
            yield _Branch(
                np.concatenate([g.texts for g in grown]),
                np.concatenate([g.last for g in grown]),
                np.concatenate([g.keys for g in grown]),
                branch.depth + 1,
            )

    def _choices(self, branch: _Branch) -> Ints:
        """How many words may come after the last one of each key."""
        texts = branch.texts
        prefix = np.minimum(self._prefix[texts] + branch.depth + 1, self._lengths[texts])
        choices: Ints = np.maximum(prefix.astype(np.int64) - branch.last - 1, 0)
        return choices

    def _grown(self, branch: _Branch, counts: Ints, part: int, n_parts: int) -> _Branch:
        which = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
        nth = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
        last = (branch.last[which] + 1 + nth).astype(np.int16)
        tokens = self._tokens[self._starts[branch.texts[which]] + last]
        if n_parts > 1:
            mine = tokens % n_parts == part
            which, last, tokens = which[mine], last[mine], tokens[mine]
        keys = scattered(branch.keys[which] + tokens.astype(np.uint64))
        return _Branch(branch.texts[which], last, keys, branch.depth + 1)

    def ended(self, grouped: _Branch, starts: Ints, sizes: Ints) -> npt.NDArray[np.bool_]:
        """Crowds with a text whose keys get no further word."""
        stays = self._deepest[grouped.texts] <= grouped.depth
        before = np.concatenate([[0], np.cumsum(stays)])
        ended: npt.NDArray[np.bool_] = before[starts + sizes] > before[starts]
        return ended

    def portions(self, crowds: _Branch) -> list[_Branch]:
        """The crowds in pieces whose further keys are held at a time; a crowd stays whole."""
        if not len(crowds.texts):
            return []
        work = np.cumsum(self._choices(crowds))
        heads = np.flatnonzero(np.diff(crowds.keys, prepend=~crowds.keys[:1]))
        piece = work[heads] // _KEYS_AT_A_TIME
        cuts = heads[np.flatnonzero(np.diff(piece)) + 1]
        bounds = [0, *cuts, len(crowds.texts)]
        return [crowds.take(slice(a, b)) for a, b in pairwise(bounds)]


def _depths() -> Ints:
    """By allowed edits: how many words a key may have, so that no text has too many keys."""
    most = int(allowed_edits(np.array([LONGEST]))[0])
    return np.array(
        [
            max(m for m in range(2, _DEEPEST + 1) if m == 2 or comb(k + m, m) <= _MOST_KEYS)
            for k in range(most + 1)
        ]
    )


def _empty_keys(
    n: int,
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int16], npt.NDArray[np.uint64]]:
    return np.arange(n, dtype=np.int32), np.full(n, -1, np.int16), np.zeros(n, np.uint64)


def _by_rarity(table: WordTable) -> npt.NDArray[np.int32]:
    """The words of each text, the rarest first."""
    owner = np.repeat(np.arange(len(table.lengths), dtype=np.uint64), table.lengths)
    both = (owner << np.uint64(32)) | table.ids.astype(np.uint64)
    both.sort()
    return (both & np.uint64(0xFFFFFFFF)).astype(np.int32)


def _grouped(branch: _Branch) -> tuple[_Branch, Ints, Ints]:
    """The branch with equal keys side by side, and where each key starts and how many it has."""
    sorted_branch = branch.take(np.argsort(branch.keys, kind="stable"))
    keys = sorted_branch.keys
    heads = np.flatnonzero(np.diff(keys, prepend=~keys[:1]))
    return sorted_branch, heads, np.diff(heads, append=len(keys))


def _members(starts: Ints, sizes: Ints) -> Ints:
    """The places of all members of some groups."""
    ends = np.cumsum(sizes)
    return np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(starts - ends + sizes, sizes)


def _sharing(grouped: _Branch, starts: Ints, sizes: Ints, *, crowded: bool) -> Sharing:
    texts = grouped.texts[_members(starts, sizes)].astype(np.int64)
    return Sharing(texts, np.cumsum(sizes) - sizes, sizes, crowded)
