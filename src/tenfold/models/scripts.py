"""The writing system of a character, as far as the standard library knows it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

__all__ = ["SIGNS", "UNSPACED", "is_unspaced", "script_of"]

SIGNS = "Signs"
"""Digits, punctuation, emoji and other signs that belong to no one script."""

UNSPACED = frozenset({"Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar", "Tibetan"})
"""Scripts that write no spaces between words."""

_HAN = ("CJK", "IDEOGRAPHIC", "KANGXI")


@lru_cache(maxsize=65_536)
def script_of(character: str) -> str:
    """The script of one character, from the first word of its Unicode name.

    Letters and marks have a script; all else is `SIGNS`.

    >>> [script_of(c) for c in "aж好の9"]
    ['Latin', 'Cyrillic', 'Han', 'Hiragana', 'Signs']
    """
    if unicodedata.category(character)[0] not in "LM":
        return SIGNS
    first = unicodedata.name(character, "").split(" ")[0].split("-")[0]
    if first in _HAN:
        return "Han"
    return first.capitalize() if first.isalpha() and first != "COMBINING" else SIGNS


def is_unspaced(texts: Iterable[str]) -> bool:
    """Whether more than half of the letters belong to scripts that write no spaces between words.

    >>> is_unspaced(["很好吃", "ok"]), is_unspaced(["ok", "fine"])
    (True, False)
    """
    n_unspaced = n_letters = 0
    for text in texts:
        if text.isascii():
            n_letters += sum(map(str.isalpha, text))
        else:
            scripts = [script_of(character) for character in text]
            n_letters += sum(script != SIGNS for script in scripts)
            n_unspaced += sum(script in UNSPACED for script in scripts)
    return 2 * n_unspaced > n_letters
