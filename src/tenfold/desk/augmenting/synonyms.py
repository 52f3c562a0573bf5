"""Synonyms: words replaced by those that a table gives for them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tenfold.desk.augmenting.new_examples import NewExamples, Rows, each_changed
from tenfold.desk.augmenting.synonym_table import SynonymTable, core
from tenfold.desk.augmenting.words import Words, n_to_change, split_words

__all__ = ["replace_synonyms"]


def replace_synonyms(
    texts: Sequence[str],
    labels: Rows,
    rng: np.random.Generator,
    *,
    rows: Rows,
    rate: float,
    table: SynonymTable,
) -> NewExamples:
    """Replace max(1, `rate` x words) words of those that the table knows, each by one of its synonyms.

    Case does not matter, a capital and the signs around a word stay, and entries of several words count,
    the longest first; in scripts without spaces an entry's characters must follow each other. Synonym
    replacement of EDA: Wei & Zou (2019), section 2, with a table of one's own instead of WordNet.
    """

    def change(text: str) -> str:
        parts = split_words(text)
        known = _known(parts, table)
        n = min(len(known), n_to_change(len(parts.words), rate))
        chosen = sorted(rng.permutation(len(known))[:n].tolist())
        return _replaced(text, parts, [known[i] for i in chosen], table, rng) if n else text

    return each_changed(texts, labels, rows, change)


def _known(parts: Words, table: SynonymTable) -> list[tuple[int, int]]:
    """The spans of words, from first to last without overlap, that have an entry."""
    found = []
    start = 0
    while start < len(parts.words):
        ends = range(min(len(parts.words), start + table.longest), start, -1)
        end = next((e for e in ends if _key(parts.words[start:e]) in table.entries), None)
        if end is not None:
            found.append((start, end))
        start = end or start + 1
    return found


def _key(words: Sequence[str]) -> tuple[str, ...]:
    """The words as an entry has them: without the signs before the first and after the last."""
    begin, end = core(words[0])[0], core(words[-1])[1]
    own = list(words)
    own[-1] = own[-1][:end]
    own[0] = own[0][begin:]
    return tuple(word.casefold() for word in own)


def _replaced(
    text: str,
    parts: Words,
    spans: Sequence[tuple[int, int]],
    table: SynonymTable,
    rng: np.random.Generator,
) -> str:
    words = list(parts.words)
    for start, end in reversed(spans):  # from the end, so that the places before it stay
        own = parts.words[start:end]
        synonyms = table.entries[_key(own)]
        synonym = synonyms[int(rng.integers(len(synonyms)))]
        begin, stop = core(own[0])[0], core(own[-1])[1]
        words[start] = own[0][:begin] + _cased(synonym, own[0][begin:]) + own[-1][stop:]
        words[start + 1 : end] = [""] * (end - start - 1)
    gone = [i for start, end in spans for i in range(start + 1, end)]
    return Words(tuple(words), parts.gaps).without(gone)


def _cased(synonym: str, word: str) -> str:
    """With a capital where the word has one; a synonym with capitals of its own keeps them."""
    if synonym != synonym.lower():
        return synonym
    if len(word) > 1 and word.isupper():
        return synonym.upper()
    return synonym[:1].upper() + synonym[1:] if word[:1].isupper() else synonym
