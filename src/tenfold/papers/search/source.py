"""What a search is made from: the papers of a library, and which of them changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

from tenfold.papers.record import Paper

__all__ = ["Answers", "Papers", "Told", "no_answers"]

Answers = Callable[[Iterable[int]], Mapping[int, str]]
"""What was written of papers, by number, that everybody here may find them by. Nothing private."""

Told = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


class Papers(Protocol):
    """The papers of a library by number. A number stays; a change has a number that grows."""

    def each(self) -> Iterator[tuple[int, Paper]]:
        """Every paper, in the order of numbers."""

    def by_number(self, numbers: Iterable[int], /) -> Mapping[int, Paper]:
        """Those of `numbers` that are there."""

    def changed_since(self, change: int, /) -> tuple[int, list[int]]:
        """The newest change (0: none ever), and the papers changed or removed after `change`."""

    def count(self) -> int:
        """How many papers there are."""


def no_answers(_numbers: Iterable[int]) -> Mapping[int, str]:
    """Where nothing was written of papers."""
    return {}
