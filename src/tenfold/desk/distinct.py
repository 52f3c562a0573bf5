"""Which rows count when copies shall not: the first of each text, even in case and white space."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int64

__all__ = ["Distinct", "distinct"]


@dataclass(frozen=True, slots=True)
class Distinct:
    """`first`: the first row with each key, ascending. `of`: for each row the place of its key there."""

    first: Int64[np.ndarray, " distinct"]
    of: Int64[np.ndarray, " rows"]


def distinct(keys: Sequence[Hashable]) -> Distinct:
    """Number the keys in the order in which they come up.

    >>> distinct(["b", "a", "b"]).first.tolist(), distinct(["b", "a", "b"]).of.tolist()
    ([0, 1], [0, 1, 0])
    """
    places: dict[Hashable, int] = {}
    first: list[int] = []
    of = np.empty(len(keys), dtype=np.int64)
    for row, key in enumerate(keys):
        place = places.setdefault(key, len(first))
        if place == len(first):
            first.append(row)
        of[row] = place
    return Distinct(np.array(first, dtype=np.int64), of)
