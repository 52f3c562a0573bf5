"""The papers that somebody may have answered about: of all others no answer need be looked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenfold.papers.search.source import Answers, Papers

__all__ = ["AnsweredPapers"]

_MOST = 1000
"""When so many papers changed at once (an import), those with an answer are asked for anew."""


class AnsweredPapers:
    """Those with an answer, and some more: answers come and go with merges, hence with changes of papers."""

    def __init__(self, papers: Papers, answers: Answers) -> None:
        self._papers = papers
        self._answers = answers
        self._known: tuple[tuple[int, int], frozenset[int]] | None = None

    def among(self, numbers: Iterable[int], changes: tuple[int, int]) -> list[int]:
        """Those of `numbers` that may have one; `changes`: the newest of the library and of the answers."""
        known = self._known  # as it was or as it is: several threads may be here
        if known is None or known[0] != changes:
            known = self._known = changes, self._now(changes, known)
        return [number for number in numbers if number in known[1]]

    def _now(
        self, changes: tuple[int, int], known: tuple[tuple[int, int], frozenset[int]] | None
    ) -> frozenset[int]:
        if known is not None and changes[0] >= known[0][0] and changes[1] >= known[0][1]:
            (change, answers), before = known
            changed = self._papers.changed_since(change)[1]
            if len(changed) <= _MOST:
                return before.union(changed, self._answers.changed_since(answers)[1])
        return frozenset(self._answers.changed_since(0)[1])
