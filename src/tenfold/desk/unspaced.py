"""Whether texts are in scripts that put no spaces between words."""

from __future__ import annotations

from collections.abc import Iterable

from tenfold.models.scripts import SIGNS, script_of

__all__ = ["UNSPACED", "is_unspaced"]

UNSPACED = frozenset({"Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar", "Tibetan"})


def is_unspaced(texts: Iterable[str]) -> bool:
    """Whether more than half of the letters belong to such a script.

    >>> is_unspaced(["好吃", "ok"]), is_unspaced(["ok", "fine"])
    (False, False)
    >>> is_unspaced(["很好吃", "ok"])
    True
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
