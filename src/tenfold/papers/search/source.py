"""What a search is made from: the papers of a library, and which of them changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

from tenfold.papers.record import Paper
from tenfold.papers.search.written import Written

__all__ = ["NO_CHANGE_YET", "Answers", "Beat", "NoAnswers", "Papers", "Told"]

NO_CHANGE_YET = 2**31 - 1
"""A change after which there is none: the greatest number that each database keeps."""

Told = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

Beat = Callable[[], str]
"""A word that is another one after each change of the library or the answers, said faster than what changed."""


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


class Answers(Protocol):
    """What people wrote of papers. A change has a number that grows."""

    def of(self, numbers: Iterable[int], /) -> Mapping[int, Written]:
        """What was written of those of `numbers` of which something was."""

    def changed_since(self, change: int, /) -> tuple[int, list[int]]:
        """The newest change (0: none ever), and the papers of which something was written after `change`."""


class NoAnswers:
    """Where nothing was written of papers."""

    def of(self, _numbers: Iterable[int], /) -> Mapping[int, Written]:
        """Nothing."""
        return {}

    def changed_since(self, _change: int, /) -> tuple[int, list[int]]:
        """Never."""
        return 0, []
