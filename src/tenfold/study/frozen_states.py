"""Which frozen states a study keeps on disk, within a bound.

A method that leaves the lowest layers as they are reads the states that these give. They are kept, once
a chunk of texts and layer, as long as all of them together fit; past the bound such a method computes
them anew, batch by batch. What is kept follows from the data and the settings alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tenfold.errors import InputError

if TYPE_CHECKING:
    from tenfold.models.numerics import Profile
    from tenfold.store.workspace import Workspace

__all__ = ["FrozenStates", "StatesOf", "bound_bytes", "chunk_tokens", "decide", "state_bytes"]

DEFAULT_GIGABYTES = 4.0


class StatesOf(NamedTuple):
    """The states below one layer of one encoder, for the texts of one side."""

    model: str
    layer: int
    side: str


@dataclass(frozen=True)
class FrozenStates:
    """Bytes of the states that are kept, and of those that would pass the bound."""

    bound: int
    kept: Mapping[StatesOf, int] = field(default_factory=dict)
    streamed: Mapping[StatesOf, int] = field(default_factory=dict)


def bound_bytes(workspace: Workspace) -> int:
    """`[run] prefix_gigabytes` of tenfold.toml. Raises InputError where it is no size."""
    given = workspace.setting("run", "prefix_gigabytes", DEFAULT_GIGABYTES)
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given < 1e6:
        raise InputError(
            f"must be a size in gigabytes, 0 or more. Got {given!r}.",
            where=f"{workspace.root / 'tenfold.toml'}: run.prefix_gigabytes",
            remedy=f"Leave it out for {DEFAULT_GIGABYTES:g}.",
        )
    return int(given * 1e9)


def decide(
    wanted: Mapping[StatesOf, Iterable[int]],
    tokens: Callable[[str, str], np.ndarray],
    state_size: Callable[[str], int],
    bound: int,
) -> FrozenStates:
    """Keep what fits: the largest goes first until the rest does, by name where two are as large.

    `wanted` are the numbers of chunks, `tokens(model, side)` the tokens of each chunk, `state_size` the
    bytes that one token of an encoder takes.
    """
    kept = {
        states: int(tokens(states.model, states.side)[sorted(numbers)].sum())
        * state_size(states.model)
        for states, numbers in wanted.items()
    }
    streamed = {}
    while sum(kept.values()) > bound:
        largest = max(kept, key=lambda states: (kept[states], states))
        streamed[largest] = kept.pop(largest)
    return FrozenStates(bound, kept, streamed)


def state_bytes(width: int, profile: Profile) -> int:
    """Bytes of one token's state as it is kept."""
    return width * (2 if profile.dtype == "bfloat16" else 4)


def chunk_tokens(
    n_tokens: np.ndarray, rows: np.ndarray, layout: Iterable[Mapping[str, int]]
) -> np.ndarray:
    """Tokens of each chunk of a side, from those of each example and each example's row (or -1)."""
    sizes = [chunk["n"] for chunk in layout]
    by_row = np.zeros(sum(sizes), dtype=np.int64)
    by_row[rows[rows >= 0]] = n_tokens[rows >= 0]
    return np.add.reduceat(by_row, np.cumsum([0, *sizes[:-1]])) if sizes else by_row
