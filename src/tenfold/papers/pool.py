"""The papers that a record may be a copy of, at hand for comparing: no record is compared with all others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

from tenfold.papers.alike import DuplicateRules, Likeness, likeness
from tenfold.papers.outline import Outline

__all__ = ["Alike", "Pool"]


@dataclass(frozen=True, slots=True)
class Alike:
    """A paper of the pool (by number) that is like a record, and how."""

    number: int
    likeness: Likeness


class Pool:
    """Outlines by number, found by what copies share: an identifier, the title, or a short key."""

    def __init__(self, rules: DuplicateRules | None = None) -> None:
        self.rules = rules or DuplicateRules()
        self._outlines: dict[int, Outline] = {}
        self._shelves: dict[Hashable, list[int]] = defaultdict(list)

    def __contains__(self, number: int) -> bool:
        return number in self._outlines

    def __getitem__(self, number: int) -> Outline:
        return self._outlines[number]

    def __iter__(self) -> Iterator[int]:
        return iter(self._outlines)

    def add(self, number: int, outline: Outline) -> None:
        """Take a paper in, or replace it."""
        if number in self._outlines:
            for mark in _marks(self._outlines[number]):
                self._shelves[mark].remove(number)
        self._outlines[number] = outline
        for mark in _marks(outline):
            self._shelves[mark].append(number)

    def alike(self, outline: Outline, *, but: Iterable[int] = ()) -> list[Alike]:
        """The papers that are not different from a record, the closest first, then the oldest."""
        left_out = set(but)
        near = {n for mark in _marks(outline) for n in self._shelves.get(mark, ())} - left_out
        found = (Alike(n, likeness(outline, self._outlines[n], self.rules)) for n in near)
        alike = [a for a in found if a.likeness.verdict != "different"]
        return sorted(
            alike, key=lambda a: (-_RANK[a.likeness.verdict], -a.likeness.score, a.number)
        )


_RANK = {"same": 3, "version": 2, "doubtful": 1}


def _marks(outline: Outline) -> set[Hashable]:
    marks: set[Hashable] = set(outline.ids)
    if outline.key:
        marks.add(outline.key)
        marks.update(outline.blocks)
    return marks
