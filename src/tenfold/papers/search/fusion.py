"""Several rankings as one: reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["RANK_CONSTANT", "Fused", "fuse"]

RANK_CONSTANT = 60
"""The constant of the paper: how slowly a place in a ranking loses its worth."""


@dataclass(frozen=True, slots=True)
class Fused:
    """One number in the fused ranking. `parts`: what each ranking gave to the score, by its name."""

    number: int
    score: float
    parts: Mapping[str, float]


def fuse(
    rankings: Mapping[str, Sequence[int]], weights: Mapping[str, float] | None = None
) -> list[Fused]:
    """The numbers of all rankings, the best first; equal scores in the order of numbers.

    A ranking gives ``weight / (60 + place)`` to the number at a place, counted from one, and nothing to those
    that it has not. Of a number that comes twice in a ranking, the first place counts.

    >>> [(f.number, round(f.score, 4)) for f in fuse({"words": [3, 5], "meaning": [5, 8]})]
    [(5, 0.0325), (3, 0.0164), (8, 0.0161)]
    """
    parts: dict[int, dict[str, float]] = {}
    for name in sorted(rankings):
        weight = 1.0 if weights is None else weights.get(name, 1.0)
        for place, number in enumerate(dict.fromkeys(rankings[name]), start=1):
            parts.setdefault(number, {})[name] = weight / (RANK_CONSTANT + place)
    fused = [Fused(number, sum(given.values()), given) for number, given in parts.items()]
    return sorted(fused, key=lambda one: (-one.score, one.number))
