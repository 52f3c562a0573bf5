"""Many texts as numbers: which words, in which order."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
import numpy.typing as npt

from tenfold.desk.near.scatter import scattered
from tenfold.desk.near.words import words

__all__ = ["LONGEST", "WordTable", "word_table"]

LONGEST = 400
"""A longer text is compared by so many words at its beginning."""


@dataclass(frozen=True)
class WordTable:
    """`ids[starts[t] : starts[t] + lengths[t]]` are the words of text t, at most `LONGEST`.

    An id is the rank of a word, the rarest first (of equally frequent ones, by the alphabet), so
    it depends on the texts and not on their order. `n_words` counts all the words of a text;
    `numeric[id]` says of a word that it has a digit in it.
    """

    ids: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]
    n_words: npt.NDArray[np.int64]
    numeric: npt.NDArray[np.bool_]

    def columns(self, texts: npt.NDArray[np.int64], filler: int) -> npt.NDArray[np.int32]:
        """The words of some texts, shape (1 + longest, n_texts): row 0 and all ends are `filler`."""
        lengths = self.lengths[texts]
        row = np.arange(1, int(lengths.max(initial=0)) + 1)[:, None]
        inside = row <= lengths
        index = np.where(inside, self.starts[texts] + row - 1, 0)
        found = np.full((len(row) + 1, len(texts)), filler, dtype=np.int32)
        if self.ids.size:
            np.copyto(found[1:], self.ids[index], where=inside)
        return found

    def take(self, texts: npt.NDArray[np.int64]) -> WordTable:
        """Some of the texts; words keep their ids."""
        lengths = self.lengths[texts]
        starts = np.cumsum(lengths) - lengths
        index = np.repeat(self.starts[texts] - starts, lengths)
        index += np.arange(len(index))
        return WordTable(self.ids[index], starts, lengths, self.n_words[texts], self.numeric)

    def hashes(self) -> npt.NDArray[np.uint64]:
        """64 bits of each text's words in order, its number of words among them.

        Of a million texts, two share them by chance with odds of 1 in 37 million.
        """
        place = np.arange(len(self.ids)) - np.repeat(self.starts, self.lengths)
        each = scattered((self.ids.astype(np.uint64) << np.uint64(16)) + place.astype(np.uint64))
        found = self.n_words.astype(np.uint64)
        filled = np.flatnonzero(self.lengths)
        if len(filled):
            found[filled] += np.add.reduceat(each, self.starts[filled])
        return scattered(found)


def word_table(texts: Iterable[str]) -> WordTable:
    """Read each text once; takes about 12 bytes a word beside the texts."""
    vocabulary: defaultdict[str, int] = defaultdict()
    vocabulary.default_factory = vocabulary.__len__
    number = vocabulary.__getitem__
    lengths, n_words = array("q"), array("q")
    blocks = [np.zeros(0, dtype=np.int32)]
    for block in _blocks(texts):
        found = [words(text) for text in block]
        n_words.extend(map(len, found))
        for long in found:
            del long[LONGEST:]
        lengths.extend(map(len, found))
        blocks.append(np.fromiter(map(number, chain.from_iterable(found)), dtype=np.int32))
    ids = np.concatenate(blocks)
    del blocks
    sizes = np.array(lengths, dtype=np.int64)
    by_rank = _by_rank(list(vocabulary), ids)
    ranks = np.empty(len(by_rank), dtype=np.int32)
    ranks[by_rank] = np.arange(len(by_rank), dtype=np.int32)
    numeric = np.array([any(map(str.isdigit, word)) for word in vocabulary], dtype=np.bool_)
    return WordTable(
        ids=ranks[ids],
        starts=np.cumsum(sizes) - sizes,
        lengths=sizes,
        n_words=np.array(n_words, dtype=np.int64),
        numeric=numeric[by_rank],
    )


def _blocks(texts: Iterable[str]) -> Iterator[list[str]]:
    waiting = iter(texts)
    while block := list(islice(waiting, 1_000)):
        yield block


def _by_rank(vocabulary: list[str], ids: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """The words as they were numbered first, the rarest before the others."""
    counts = np.bincount(ids, minlength=len(vocabulary))
    by_alphabet = sorted(range(len(vocabulary)), key=vocabulary.__getitem__)
    order = np.array(by_alphabet, dtype=np.int64)
    return order[np.argsort(counts[order], kind="stable")]
