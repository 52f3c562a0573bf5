"""Texts cut so that other tokens find room beside them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from jaxtyping import Int

__all__ = ["Cut", "cut"]


class Cut(NamedTuple):
    """What stays of some texts: tokens of each, and which of all tokens, one text after the other."""

    lengths: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]


def cut(lengths: Int[np.ndarray, " texts"], limit: int) -> Cut:
    """Texts of at most `limit` tokens: the first ones and the last, which closes a text.

    >>> cut(np.array([5, 2]), 3).rows.tolist()
    [0, 1, 4, 5, 6]
    """
    kept = np.minimum(lengths, limit)
    starts = np.cumsum(lengths) - lengths
    rows = [
        np.concatenate([np.arange(start, start + n - 1), [start + length - 1]])
        for start, n, length in zip(starts.tolist(), kept.tolist(), lengths.tolist(), strict=True)
    ]
    return Cut(kept, np.concatenate(rows))
