"""Finding keywords in titles and abstracts: whole words, singular or plural, in one walk over the words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from tenfold.papers.keys import folded

__all__ = ["KeywordFinder", "SplitText", "has_words", "split"]

_WORD = re.compile(r"[^\W_]+")
_FIRST_WIDE = "\u2e80"  # from here on stand scripts that set no spaces between words
_NO_PLURAL = ("ss", "us", "is")

Words = tuple[str, ...]


_Places = Mapping[str, Sequence[int]]


@dataclass(frozen=True)
class SplitText:
    """A text, its words as written, and its words without case; both without a plural's s."""

    text: str
    exact: Words
    folded: Words

    @cached_property
    def places(self) -> tuple[_Places, _Places]:
        """Where each word stands, as written and without case: every finder asks for them."""
        return _places(self.exact), _places(self.folded)


def _places(words: Words) -> _Places:
    found: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        found.setdefault(word, []).append(at)
    return found


def split(text: str) -> SplitText:
    """Split a text for finders.

    >>> split("RAGs for Language-Models").folded
    ('rag', 'for', 'language', 'model')
    """
    exact = tuple(_singular(word) for word in _WORD.findall(text))
    return SplitText(text, exact, tuple(_singular(w) for w in _WORD.findall(folded(text))))


def has_words(phrase: str) -> bool:
    """Whether there is anything in a phrase that could be found."""
    return _WORD.search(phrase) is not None


@lru_cache(maxsize=50_000)
def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 2 and word.endswith("s") and not word.endswith(_NO_PLURAL):
        return word[:-1]
    return word


class KeywordFinder:
    """Finds the phrases of one topic.

    "-" is as good as a space. A phrase with a capital letter is found with its capitals alone ("CLIP" is not
    "clip"). Where phrases lie in each other ("neural machine translation"), the longest counts alone. Chinese
    and Japanese phrases are found anywhere in the text.

    >>> sorted(KeywordFinder(["language model", "LoRA"]).found(split("LoRA for language-models")).items())
    [('LoRA', 1), ('language model', 1)]
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        written = [p for p in phrases if has_words(p)]
        self._wide = [p for p in written if any(c >= _FIRST_WIDE for c in p)]
        spaced = [p for p in written if p not in self._wide]
        self._exact = _by_first((split(p).exact, p) for p in spaced if p != p.lower())
        self._folded = _by_first((split(p).folded, p) for p in spaced if p == p.lower())

    def found(self, text: SplitText) -> Counter[str]:
        """How often each phrase is in a text; those that are not are not listed."""
        exact, folded = text.places
        hits = _hits(text.exact, exact, self._exact) + _hits(text.folded, folded, self._folded)
        n, free_from = Counter[str](), 0
        for at, length, phrase in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
            if at >= free_from:
                n[phrase] += 1
                free_from = at + length
        for phrase in self._wide:
            if times := text.text.count(phrase):
                n[phrase] = times
        return n


_ByFirst = dict[str, list[tuple[Words, str]]]


def _by_first(phrases: Iterable[tuple[Words, str]]) -> _ByFirst:
    """Phrases by their first word, the longest first, each with how it was written."""
    found: _ByFirst = {}
    for words, written in sorted(phrases, key=lambda one: (-len(one[0]), one[1])):
        found.setdefault(words[0], []).append((words, written))
    return found


def _hits(words: Words, places: _Places, by_first: _ByFirst) -> list[tuple[int, int, str]]:
    """The longest phrase at each place: where, how many words, which."""
    found = []
    for word in places.keys() & by_first.keys():  # few: most words of a text begin no phrase
        for at in places[word]:
            for phrase, written in by_first[word]:
                if words[at : at + len(phrase)] == phrase:
                    found.append((at, len(phrase), written))
                    break
    return found
