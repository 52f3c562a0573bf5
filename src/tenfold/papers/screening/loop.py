"""The loop of screening: rank, ask about the best, learn from the answers, rank again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tenfold.errors import InputError
from tenfold.papers.screening.features import Features
from tenfold.papers.screening.rankers import Ranker

__all__ = ["Asking", "as_arrays", "chosen_rows", "draw_prior", "reading_order"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked next: mostly the likeliest, and a share of others, by which the ranker learns.

    uncertain, random
        Shares of the questions that go to the record whose score is nearest to the middle between included
        and excluded ones, and to any record. Together at most 1.
    one_by_one, growth
        Up to `one_by_one` labels the ranker learns after every answer; from then on after each
        `1/growth`-th part of what has been read, so that a simulation is fast.
    """

    uncertain: float = 0.0
    random: float = 0.0
    one_by_one: int = 100
    growth: int = 50

    def __post_init__(self) -> None:
        if min(self.uncertain, self.random) < 0 or self.uncertain + self.random > 1:
            raise InputError(
                f"the shares uncertain = {self.uncertain:g} and random = {self.random:g} do not fit.",
                remedy="Give two shares from 0 to 1 that are together at most 1.",
            )

    def batch_size(self, n_labels: int) -> int:
        """How many are asked about before the ranker learns again."""
        return 1 if n_labels < self.one_by_one else max(1, n_labels // self.growth)


def draw_prior(labels: Sequence[int], *, seed: int) -> tuple[int, int]:
    """One included and one excluded record, drawn by `seed`: what a simulation knows before it starts.

    Raises InputError where one of the two does not occur.
    """
    values = np.asarray(labels)
    sides = [np.flatnonzero(values == side) for side in (1, 0)]
    if not all(len(side) for side in sides):
        raise InputError(
            "all records have the same label.",
            remedy="A simulation needs at least one included and one excluded record.",
        )
    rng = np.random.default_rng(seed)
    return int(rng.choice(sides[0])), int(rng.choice(sides[1]))


def reading_order(
    features: Features,
    answer: Callable[[int], int],
    *,
    ranker: Ranker,
    prior: Sequence[int],
    seed: int,
    asking: Asking | None = None,
) -> Iterator[int]:
    """The rows in the order in which they are asked about, each once, those of `prior` not among them.

    `answer` gives the label (1 included, 0 excluded) of a row: it is called for the prior rows, which must
    have both labels between them, then for each row once the caller comes back for the next. `seed` draws
    what is asked at random, and nothing else.
    """
    asking = asking or Asking()
    rng = np.random.default_rng([seed, 1])
    labels = {int(row): int(answer(row)) for row in prior}
    while len(labels) < len(features):
        rows, known = as_arrays(labels)
        scores = ranker.rank(features, rows, known).scores
        size = asking.batch_size(len(labels))
        for row in chosen_rows(scores, rows, known, size=size, asking=asking, rng=rng):
            yield row
            labels[row] = int(answer(row))


def as_arrays(labels: Mapping[int, int]) -> tuple[Ints, Ints]:
    """Rows and their labels, in the order in which they were given."""
    return np.array(list(labels), dtype=np.int64), np.array(list(labels.values()), dtype=np.int64)


def chosen_rows(
    scores: Floats,
    rows: Ints,
    known: Ints,
    *,
    size: int,
    asking: Asking,
    rng: np.random.Generator,
) -> list[int]:
    """The next `size` unread rows (fewer where fewer are left), in the order in which they are asked.

    `scores` are of all records; `rows` have been read, `known` are their labels, both among them.
    """
    unread = np.ones(len(scores), dtype=bool)
    unread[rows] = False
    left = np.flatnonzero(unread)
    size = min(size, len(left))
    best = left[np.argsort(-scores[left], kind="stable")]
    if not asking.uncertain and not asking.random:
        return [int(row) for row in best[:size]]
    middle = (np.median(scores[rows[known == 1]]) + np.median(scores[rows[known == 0]])) / 2
    unsure = left[np.argsort(np.abs(scores[left] - middle), kind="stable")]
    draws = rng.random(size)
    return _mixed((rng.permutation(left), unsure, best), draws, asking)


def _mixed(orders: tuple[Ints, Ints, Ints], draws: Floats, asking: Asking) -> list[int]:
    """One row a draw, from the order (any, unsure, best) that the draw fell to; each row once."""
    which = np.searchsorted([asking.random, asking.random + asking.uncertain], draws, side="right")
    chosen: list[int] = []
    for order in which:
        chosen.append(next(int(row) for row in orders[order] if row not in chosen))
    return chosen
