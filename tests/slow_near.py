"""Near texts the slow way: every pair, and a table of all prefixes. The oracle of `desk.near`."""

from __future__ import annotations

from collections.abc import Sequence

from tenfold.desk.near.words import words

__all__ = ["slow_edits", "slow_near_pairs"]


def slow_edits(a: Sequence[str], b: Sequence[str]) -> int:
    """Optimal string alignment of two lists of words, cell by cell."""
    d = [[i + j for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            d[i][j] = min(
                d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1])
            )
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                d[i][j] = min(d[i][j], d[i - 2][j - 2] + 1)
    return d[-1][-1]


def slow_near_pairs(texts: Sequence[str]) -> set[tuple[str, str]]:
    """Pairs of wordings (words joined by spaces) within 15 % edits, both of 14 words or more."""
    wordings = sorted({" ".join(words(text)) for text in texts})
    found = set()
    for i, one in enumerate(wordings):
        for other in wordings[i + 1 :]:
            a, b = one.split(), other.split()
            enough = min(len(a), len(b)) >= 14
            if enough and slow_edits(a, b) * 100 <= 15 * max(len(a), len(b)):
                found.add((one, other))
    return found
