"""Which keys stand several times among many, in 8 bytes a key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from jaxtyping import Int64

__all__ = ["repeated_keys", "short_keys"]


def short_keys(keys: Iterable[str | None], n: int) -> Int64[np.ndarray, " n"]:
    """Each key as a number, 0 for none. Equal keys have equal numbers in this process, and in no other."""
    return np.fromiter((hash(key) if key else 0 for key in keys), dtype=np.int64, count=n)


def repeated_keys(
    keys: Int64[np.ndarray, " n"], n_least: int
) -> Iterator[Int64[np.ndarray, " rows"]]:
    """For each key that stands `n_least` times or more, but 0: its positions. The commonest first."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(keys) else order
    sizes = np.diff(np.r_[starts, len(keys)])
    often = np.flatnonzero((sizes >= n_least) & (ordered[starts] != 0))
    groups = [order[starts[i] : starts[i] + sizes[i]] for i in often]
    yield from sorted(groups, key=lambda rows: (-len(rows), int(rows[0])))
