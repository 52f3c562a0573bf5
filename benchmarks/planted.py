"""Texts with near copies planted among them, and with pairs that only look like copies."""

from __future__ import annotations

import bisect
import itertools
import random
import string
from dataclasses import dataclass

__all__ = ["Planted", "make_planted"]

_N_WORDS = 60_000
_SHORTEST, _LONGEST = 17, 26
_SHARE_COPIED = 0.05
_SHARE_LOOKING_ALIKE = 0.05
_SHARE_OF_FORMS = 0.05
_N_FORMS = 40
_DECOY = 0.3


@dataclass(frozen=True)
class Planted:
    """`pairs` are the positions (i < j) of a text and its near copy; no other pair is near."""

    texts: list[str]
    pairs: set[tuple[int, int]]


def make_planted(n_texts: int, *, seed: int = 0) -> Planted:
    """Texts of 17 to 26 words, made up and drawn by Zipf's law (exponent 1) out of 60,000.

    Of all rows 5 % are near copies of one other row each, by one edit to three (two where the text
    has less than 20 words): a word put in, taken out, replaced or swapped with its neighbour, each
    kind as often, in places of its own. Half of the copies have other case and punctuation as well.
    As hard negatives, 5 % repeat another row with 30 % of its words replaced, and 5 % fill the gaps (30 %
    of the words) of 40 sentences, each with words of all ranks alike.
    """
    return _Maker(seed).make(n_texts)


class _Maker:
    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed)
        self._words = self._made_up_words()
        self._weights = list(itertools.accumulate(1 / rank for rank in range(1, _N_WORDS + 1)))

    def make(self, n_texts: int) -> Planted:
        n_copies = round(n_texts * _SHARE_COPIED)
        n_alike = round(n_texts * _SHARE_LOOKING_ALIKE)
        n_forms = round(n_texts * _SHARE_OF_FORMS)
        rows = [self._sentence() for _ in range(n_texts - n_copies - n_alike - n_forms)]
        bases = self._draw.sample(range(len(rows)), n_copies + n_alike)
        forms = [self._sentence() for _ in range(_N_FORMS)]
        copies = [self._dressed(self._near_copy(rows[base])) for base in bases[:n_copies]]
        alike = [self._refilled(rows[base]) for base in bases[n_copies:]]
        filled = [self._filled(forms[i % _N_FORMS]) for i in range(n_forms)]
        texts = [" ".join(row) for row in rows] + copies
        texts += [" ".join(row) for row in alike + filled]
        order = list(range(n_texts))
        self._draw.shuffle(order)
        place = {old: new for new, old in enumerate(order)}
        pairs = {
            (min(place[base], place[len(rows) + i]), max(place[base], place[len(rows) + i]))
            for i, base in enumerate(bases[:n_copies])
        }
        return Planted([texts[old] for old in order], pairs)

    def _made_up_words(self) -> list[str]:
        found: dict[str, None] = {}
        while len(found) < _N_WORDS:
            letters = self._draw.choices(string.ascii_lowercase, k=self._draw.randint(2, 9))
            found["".join(letters)] = None
        return list(found)

    def _word(self) -> str:
        at = self._draw.random() * self._weights[-1]
        return self._words[bisect.bisect(self._weights, at)]

    def _any_word(self) -> str:
        return self._draw.choice(self._words)

    def _sentence(self) -> list[str]:
        n_words = self._draw.randint(_SHORTEST, _LONGEST)
        return [self._word() for _ in range(n_words)]

    def _near_copy(self, row: list[str]) -> list[str]:
        """Edits from the end to the start, each two words away from the next."""
        n_edits = self._draw.randint(1, len(row) * 15 // 100)
        copy = list(row)
        spots = self._draw.sample(range(len(row) // 3), n_edits)
        for at in sorted((3 * spot for spot in spots), reverse=True):
            self._edit(copy, at)
        return copy

    def _edit(self, copy: list[str], at: int) -> None:
        kind = self._draw.choice(("put in", "take out", "replace", "swap"))
        if kind == "put in":
            copy.insert(at, self._word())
        elif kind == "take out":
            del copy[at]
        elif kind == "replace":
            copy[at] = self._word()
        else:
            copy[at], copy[at + 1] = copy[at + 1], copy[at]

    def _dressed(self, row: list[str]) -> str:
        if self._draw.random() < 0.5:
            return " ".join(row)
        return (" ".join(row).capitalize() + ".").replace(" ", ", ", 1)

    def _refilled(self, row: list[str]) -> list[str]:
        gaps = set(self._draw.sample(range(len(row)), round(len(row) * _DECOY)))
        return [self._any_word() if i in gaps else word for i, word in enumerate(row)]

    def _filled(self, form: list[str]) -> list[str]:
        """The gaps of a form stand at the same places in all its fillings."""
        step = 1 / _DECOY
        gaps = {round(i * step) for i in range(int(len(form) * _DECOY))}
        return [self._any_word() if i in gaps else word for i, word in enumerate(form)]
