"""Which frozen states a study keeps on disk, within a bound.

A method that leaves the lowest layers as they are reads the states that these give. The states below one
layer of an encoder are kept, once a chunk of texts, where those of all texts of a side (training, or test)
would fit into the bound; else such a method computes them anew, batch by batch. Each layer and side is
decided for itself: no other method, size or seed, and no text of the other side, changes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tenfold.errors import InputError
from tenfold.study.augmenting import AUGMENTED_SIDES

if TYPE_CHECKING:
    from tenfold.models.numerics import Profile
    from tenfold.store.workspace import Workspace

__all__ = ["FrozenStates", "StatesOf", "bound_bytes", "chunk_tokens", "decide", "state_bytes"]

DEFAULT_GIGABYTES = 4.0
_AUGMENTED_SHARE = 10


class StatesOf(NamedTuple):
    """The states below one layer of one encoder, for the texts of one side."""

    model: str
    layer: int
    side: str


@dataclass(frozen=True)
class FrozenStates:
    """Bytes of the states that runs read: of those that are kept, and of those past the bound."""

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
    """Keep those of which a whole side fits, each for itself.

    Each seed has new texts of its own where examples are augmented; these have a tenth of the bound each.

    `wanted` are the numbers of the chunks that runs read, `tokens(model, side)` the tokens of each chunk of
    a side, `state_size` the bytes that one token of an encoder takes.
    """
    kept: dict[StatesOf, int] = {}
    streamed: dict[StatesOf, int] = {}
    for states, numbers in wanted.items():
        n_bytes = tokens(states.model, states.side) * state_size(states.model)
        is_new = states.side.startswith(AUGMENTED_SIDES)
        limit = bound // _AUGMENTED_SHARE if is_new else bound
        found = kept if n_bytes.sum() <= limit else streamed
        found[states] = int(n_bytes[sorted(numbers)].sum())
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
