"""Texts that stand more than once, found without keeping a second copy of them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

__all__ = ["n_distinct", "repeated"]


def repeated(texts: Sequence[str], *, key: Callable[[str], str] | None = None) -> list[list[int]]:
    """Positions of equal texts, two and more together, each group and all groups in their order.

    With `key` those are equal whose keys are. A hash of 8 bytes a text is sorted; the texts themselves
    are compared where the hashes agree, so the answer is exact and no other text is kept.
    """
    groups: list[list[int]] = []
    for run in _runs(map(key, texts) if key else texts, len(texts)):
        by_key: dict[str, list[int]] = {}
        for position in run.tolist():
            text = texts[position]
            by_key.setdefault(key(text) if key else text, []).append(position)
        groups += [group for group in by_key.values() if len(group) > 1]
    return sorted(groups)


def n_distinct(texts: Sequence[str]) -> int:
    """How many different texts there are."""
    return len(texts) - sum(len(group) - 1 for group in repeated(texts))


def _runs(keys: Iterable[str], n: int) -> list[np.ndarray]:
    """Positions, ascending, whose keys have the same hash; runs of one are left out."""
    codes = np.fromiter(map(hash, keys), dtype=np.int64, count=n)
    order = np.argsort(codes, kind="stable")
    ordered = codes[order]
    if not n:
        return []
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    lengths = np.diff(np.append(starts, n))
    return [order[a : a + k] for a, k in zip(starts, lengths, strict=True) if k > 1]
