"""Which words of a text changed."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Literal

__all__ = ["Piece", "word_diff"]

Piece = tuple[Literal["same", "gone", "new"], str]

_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Chinese characters and kana: each is compared by itself, since no spaces tell words apart."""

_TOKEN = re.compile(rf"\s+|[{_UNSPACED}]|[^\W{_UNSPACED}]+|[^\w\s]")
_MOST_TOKENS = 2000


def word_diff(before: str, after: str) -> list[Piece]:
    """Two texts as pieces: joined, those that are not "new" give `before`, those not "gone" `after`.

    >>> word_diff("the cat sat", "the dog sat")
    [('same', 'the '), ('gone', 'cat'), ('new', 'dog'), ('same', ' sat')]
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    head = _n_shared(old, new)
    tail = _n_shared(old[head:][::-1], new[head:][::-1])
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    pieces: list[Piece] = [("same", "".join(old[:head]))]
    if len(middle_old) + len(middle_new) > _MOST_TOKENS:  # the comparison takes quadratic time
        pieces += [("gone", "".join(middle_old)), ("new", "".join(middle_new))]
    else:
        pieces += _compared(middle_old, middle_new)
    pieces.append(("same", "".join(old[len(old) - tail :])))
    return [piece for piece in pieces if piece[1]]


def _n_shared(one: list[str], two: list[str]) -> int:
    n = 0
    for a, b in zip(one, two, strict=False):
        if a != b:
            break
        n += 1
    return n


def _compared(old: list[str], new: list[str]) -> list[Piece]:
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(("same", "".join(old[i1:i2])))
        else:
            pieces += [("gone", "".join(old[i1:i2])), ("new", "".join(new[j1:j2]))]
    return pieces
