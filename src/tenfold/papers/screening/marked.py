"""Where the words that speak for or against a paper stand in its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

__all__ = ["Mark", "marked"]

Mark = Literal["for", "against", ""]
_WORD = re.compile(r"\b\w\w+\b")  # as the words of the ranker are found


def marked(text: str, telling: Sequence[tuple[str, float]]) -> list[tuple[str, Mark]]:
    """The text in pieces, each with what it speaks for; joined they are the text again.

    `telling` are words and pairs of words with their part, positive for and negative against. A word that is in
    several goes with the strongest.

    >>> marked("Low rank, low cost.", [("low rank", 0.5), ("cost", -0.2)])
    [('Low rank', 'for'), (', low ', ''), ('cost', 'against'), ('.', '')]
    """
    words = list(_WORD.finditer(text))
    said = [word.group().lower() for word in words]
    spans: list[tuple[int, int, Mark]] = []
    for term, part in sorted(telling, key=lambda one: -abs(one[1])):
        wanted = term.split(" ")
        for i in range(len(said) - len(wanted) + 1):
            if wanted and said[i : i + len(wanted)] == wanted:
                start, end = words[i].start(), words[i + len(wanted) - 1].end()
                if all(end <= s or start >= e for s, e, _ in spans):
                    spans.append((start, end, "for" if part > 0 else "against"))
    return _pieces(text, sorted(spans))


def _pieces(text: str, spans: Sequence[tuple[int, int, Mark]]) -> list[tuple[str, Mark]]:
    pieces: list[tuple[str, Mark]] = []
    at = 0
    for start, end, mark in spans:
        pieces += [(text[at:start], ""), (text[start:end], mark)]
        at = end
    pieces.append((text[at:], ""))
    return [(piece, mark) for piece, mark in pieces if piece]
