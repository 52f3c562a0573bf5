"""A library in memory, behind the port of the search: papers by number, and which of them changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tenfold.papers.record import Paper

__all__ = ["PapersInMemory"]


class PapersInMemory:
    """Papers numbered from one."""

    def __init__(self, *papers: Paper) -> None:
        self._papers: dict[int, Paper] = {}
        self._changes: list[int] = []
        for paper in papers:
            self.add(paper)

    def add(self, paper: Paper) -> int:
        number = max([*self._papers, *self._changes, 0]) + 1
        self.put(number, paper if paper.key else replace(paper, key=f"key{number}"))
        return number

    def put(self, number: int, paper: Paper) -> None:
        self._papers[number] = paper
        self._changes.append(number)

    def remove(self, number: int) -> None:
        del self._papers[number]
        self._changes.append(number)

    def each(self) -> Iterator[tuple[int, Paper]]:
        yield from sorted(self._papers.items())

    def by_number(self, numbers: Iterable[int], /) -> dict[int, Paper]:
        return {number: self._papers[number] for number in numbers if number in self._papers}

    def changed_since(self, change: int, /) -> tuple[int, list[int]]:
        return len(self._changes), sorted(set(self._changes[change:]))

    def count(self) -> int:
        return len(self._papers)
