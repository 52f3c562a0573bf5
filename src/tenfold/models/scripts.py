"""The writing system of a character, as far as the standard library knows it."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

__all__ = ["SIGNS", "script_of"]

SIGNS = "Signs"
"""Digits, punctuation, emoji and other signs that belong to no one script."""

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
