"""The scores by rule of all papers, kept in a file: derived, so it may be lost or damaged at any time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float64, Int64

from tenfold.store.files import make_folder_durably, write_durably

if TYPE_CHECKING:
    from tenfold.papers.library import Library
    from tenfold.papers.record import Paper

__all__ = ["KeptScores", "ScoreTable"]

_PAGE = 500


@dataclass(frozen=True)
class ScoreTable:
    """Scores of papers, whose `numbers` are in order: one row a paper, one column a topic."""

    numbers: Int64[np.ndarray, " papers"]
    scores: Float64[np.ndarray, "papers topics"]


class KeptScores:
    """The scores of one library under one taxonomy, whose `digest` is part of the file's name."""

    def __init__(
        self,
        folder: Path,
        digest: str,
        n_topics: int,
        score: Callable[[Sequence[Paper]], np.ndarray],
    ) -> None:
        self._path = folder / f"topics-{digest[:16]}.safetensors"
        self._n_topics = n_topics
        self._score = score

    def table(self, library: Library) -> ScoreTable:
        """All scores: those of papers that changed since the last time are computed, and kept."""
        kept, change = self._read()
        newest, changed = library.changed_since(change)
        if newest < change:  # another library, or one that was restored
            kept, change = self._nothing(), 0
            newest, changed = library.changed_since(0)
        if not changed:
            return kept
        made = self._made(library, changed)
        stays = ~np.isin(kept.numbers, np.array(changed, dtype=np.int64))
        numbers = np.concatenate([kept.numbers[stays], made.numbers])
        scores = np.concatenate([kept.scores[stays], made.scores])
        order = np.argsort(numbers)
        table = ScoreTable(numbers[order], scores[order])
        self._write(table, newest)
        return table

    def _made(self, library: Library, numbers: Sequence[int]) -> ScoreTable:
        found, rows = list[int](), [np.empty((0, self._n_topics), dtype=np.float64)]
        for start in range(0, len(numbers), _PAGE):
            papers = library.by_number(numbers[start : start + _PAGE])
            if papers:
                found += papers
                rows.append(self._score(list(papers.values())).astype(np.float64))
        return ScoreTable(np.array(found, dtype=np.int64), np.concatenate(rows))

    def _nothing(self) -> ScoreTable:
        nothing = np.empty((0, self._n_topics), dtype=np.float64)
        return ScoreTable(np.empty(0, dtype=np.int64), nothing)

    def _read(self) -> tuple[ScoreTable, int]:
        """What is kept, and up to which change; nothing where it cannot be read."""
        from safetensors import SafetensorError
        from safetensors.numpy import load

        try:
            held = load(self._path.read_bytes())
            table, change = ScoreTable(held["numbers"], held["scores"]), int(held["change"][0])
        except (OSError, KeyError, IndexError, ValueError, SafetensorError):
            return self._nothing(), 0
        fits = table.scores.shape == (len(table.numbers), self._n_topics)
        return (table, change) if fits else (self._nothing(), 0)

    def _write(self, table: ScoreTable, change: int) -> None:
        from safetensors.numpy import save

        held = {
            "numbers": table.numbers,
            "scores": np.ascontiguousarray(table.scores),
            "change": np.array([change], dtype=np.int64),
        }
        make_folder_durably(self._path.parent)
        write_durably(self._path, save(held))
