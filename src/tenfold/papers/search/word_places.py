"""Where the words of a query stand in texts, without looking at each word of them."""

from __future__ import annotations

import re
import string
from collections.abc import Collection, Iterator
from functools import lru_cache
from operator import itemgetter

from tenfold.papers.search.analysis import WORD, Analysis, tokens_of
from tenfold.papers.search.spellings import spellings

__all__ = ["WordPlaces"]

_LETTERS = (string.ascii_letters + string.digits).encode()
_AS_LOWER = bytes(ord(chr(b).lower()) if b in _LETTERS else 0x20 for b in range(256))
_OUTSIDE_ASCII = re.compile(r"[^\x00-\x7f]+")

_Place = tuple[str, int, int]


class WordPlaces:
    """Finds some words, as they stand in the index, in texts."""

    def __init__(self, words: Collection[str], kind: Analysis) -> None:
        self._words = frozenset(words)
        self._kind: Analysis = kind
        self._spellings = spellings(kind)
        self._beginnings: dict[str, tuple[frozenset[str], str]] = {}

    def of(self, text: str) -> list[_Place]:
        """The words that are looked for, each with its place in the text as it is, in order."""
        if not self._words:
            return []
        flat = _flat(text)
        if flat is None:
            return list(self._one_by_one(text))
        spelt = self._spellings.read(flat)
        places = (p for word in self._words for p in self._in_flat(word, flat, spelt.get(word)))
        return sorted(places, key=itemgetter(1))

    def _in_flat(self, word: str, flat: str, spelt: frozenset[str] | None) -> Iterator[_Place]:
        """The places of one word: only what begins like all of its spellings is looked at."""
        if spelt is None:
            return
        begins = self._beginning(word, spelt)
        at = flat.find(begins)
        while at >= 0:
            end = flat.find(" ", at + 1)
            if flat[at + 1 : end] in spelt:
                yield word, at, end - 1  # `flat` has one space before the text
            at = flat.find(begins, end)

    def _beginning(self, word: str, spelt: frozenset[str]) -> str:
        """A space, and the letters with which all spellings begin; found once while they are the same."""
        known = self._beginnings.get(word)
        if known is None or known[0] is not spelt:
            known = self._beginnings[word] = spelt, " " + _shared(min(spelt), max(spelt))
        return known[1]

    def _one_by_one(self, text: str) -> Iterator[_Place]:
        there = {
            spelling: [token for token in tokens if token in self._words]
            for spelling in set(WORD.findall(text))
            if not self._words.isdisjoint(tokens := tokens_of(spelling, self._kind))
        }
        for found in WORD.finditer(text) if there else ():
            for word in there.get(found[0], ()):
                yield word, found.start(), found.end()


def _shared(first: str, last: str) -> str:
    """What two words begin with, hence all that stand between them in the order of letters."""
    n = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    return first[:n]


def _flat(text: str) -> str | None:
    """A text with its words in lower case, a space for each sign and around all; None: they are not ASCII."""
    if not text.isascii():
        text = _OUTSIDE_ASCII.sub(_without_signs, text)
        if not text.isascii():
            return None
    return f" {text.encode('ascii').translate(_AS_LOWER).decode('ascii')} "


def _without_signs(found: re.Match[str]) -> str:
    return _spaced(found[0])


@lru_cache(maxsize=1000)
def _spaced(characters: str) -> str:
    """A space for each of them that is part of no word, such as curly quotes."""
    return "".join(c if WORD.match(c) else " " for c in characters)
