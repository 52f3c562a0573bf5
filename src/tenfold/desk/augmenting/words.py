"""A text as words and what stands between them, so that it can be put together again to the letter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tenfold.models.scripts import UNSPACED, script_of

__all__ = ["Words", "n_to_change", "split_words"]

_PIECES = re.compile(r"\s+|\S+")


@dataclass(frozen=True)
class Words:
    """`gaps[i]` stands before word i, the last gap after the last word: one more gap than words."""

    words: tuple[str, ...]
    gaps: tuple[str, ...]

    def with_words(self, words: Sequence[str]) -> str:
        """The text with other words, as many, in the same gaps."""
        pieces = [piece for pair in zip(self.gaps, words, strict=False) for piece in pair]
        return "".join([*pieces, self.gaps[-1]])

    def without(self, dropped: Iterable[int]) -> str:
        """The text without these words, each with the gap before it; the ends stay as they are."""
        gone = set(dropped)
        kept = [i for i in range(len(self.words)) if i not in gone]
        pieces = [piece for i in kept[1:] for piece in (self.gaps[i], self.words[i])]
        first = [self.words[kept[0]]] if kept else []
        return "".join([self.gaps[0], *first, *pieces, self.gaps[-1] if self.words else ""])


def split_words(text: str) -> Words:
    """Split at white space; in scripts that write none between words, every character is a word.

    >>> split_words("a  good 手机").words
    ('a', 'good', '手', '机')
    """
    words: list[str] = []
    gaps = [""]
    for piece in _PIECES.findall(text):
        if piece.isspace():
            gaps[-1] += piece
            continue
        for word in [piece] if piece.isascii() else _units(piece):
            words.append(word)
            gaps.append("")
    return Words(tuple(words), tuple(gaps))


def _units(piece: str) -> list[str]:
    """Marks (Thai vowels, accents) stay with the character that they belong to."""
    units: list[str] = []
    apart = True
    for character in piece:
        is_mark = unicodedata.category(character)[0] == "M"
        is_unspaced = script_of(character) in UNSPACED
        if units and (is_mark or not (apart or is_unspaced)):
            units[-1] += character
        else:
            units.append(character)
        if not is_mark:
            apart = is_unspaced
    return units


def n_to_change(n_words: int, rate: float) -> int:
    """How many of a text's words an operation changes: max(1, rate x words), as Wei & Zou (2019) have it;
    none for a rate of 0.
    """
    return min(n_words, max(1, round(rate * n_words))) if rate > 0 else 0
