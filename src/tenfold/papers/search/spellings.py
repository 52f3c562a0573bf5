"""How the words of the index are spelt in texts: each spelling is analysed once, each text split once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from threading import Lock

from tenfold.papers.search.analysis import Analysis, tokens_of

__all__ = ["Spellings", "spellings"]

_MOST = 500_000
"""Past so many spellings, or texts, all are learned anew: they are those of several libraries."""


@dataclass(slots=True)
class _Learned:
    """The digests of the texts that were read, their spellings, and those by the word that they stand for."""

    texts: set[int] = field(default_factory=set)
    spellings: set[str] = field(default_factory=set)
    by_word: dict[str, frozenset[str]] = field(default_factory=dict)


class Spellings:
    """The spellings of the texts that were read, in lower-case ASCII, by the words that they stand for."""

    def __init__(self, kind: Analysis) -> None:
        self._kind: Analysis = kind
        self._learned = _Learned()
        self._lock = Lock()

    def read(self, flat: str) -> Mapping[str, frozenset[str]]:
        """By word, the spellings of all texts so far and of this one, in which spaces part the words."""
        learned = self._learned  # another thread may begin anew: what this one learned stays
        digest = hash(flat)
        if digest not in learned.texts:
            with self._lock:
                learned = self._with_room()
                new = set(flat.split()) - learned.spellings
                for spelling in new:
                    for word in tokens_of(spelling, self._kind):
                        spelt = learned.by_word.get(word, frozenset())
                        learned.by_word[word] = spelt | {spelling}
                learned.spellings |= new
                learned.texts.add(digest)
        return learned.by_word

    def _with_room(self) -> _Learned:
        if max(len(self._learned.texts), len(self._learned.spellings)) > _MOST:
            self._learned = _Learned()
        return self._learned


@cache
def spellings(kind: Analysis) -> Spellings:
    """Those of this process. They say nothing of which text they are from."""
    return Spellings(kind)
