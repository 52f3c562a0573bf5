"""Papers like one: they cite the same works (coupling), are cited together, or mean the like.

Coupling and co-citation are Salton's cosine of the two sets of references, or of citing papers. Only what the
records say counts: a paper without references is like others by its meaning alone.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

from tenfold.papers.record import Paper
from tenfold.papers.search.fields import cited_names, work_names
from tenfold.papers.search.fusion import fuse
from tenfold.papers.search.reason import Keep, Reason, all_kept, reasons_of
from tenfold.papers.search.source import Papers
from tenfold.papers.search.text_index import TextIndex
from tenfold.papers.search.vectors import Vectors

__all__ = ["SimilarPaper", "similar_papers"]

_DEPTH = 200
_MOST_CITING = 1000

_Values = dict[int, tuple[float, int]]


@dataclass(frozen=True, slots=True)
class SimilarPaper:
    """A paper like another, and each reason with its share of the score."""

    number: int
    paper: Paper
    score: float
    why: tuple[Reason, ...]

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {**self.paper.to_brief_json(), "why": [reason.to_json() for reason in self.why]}


def similar_papers(
    number: int,
    *,
    papers: Papers,
    words: TextIndex,
    meaning: Vectors | None,
    keep: Keep = all_kept,
    limit: int = 20,
) -> list[SimilarPaper]:
    """The papers that are most like one, without itself: its three rankings, fused.

    `words` must be up to date. `meaning` None leaves meaning out. Of a work cited by more than 1,000 papers,
    1,000 of them are looked at.
    """
    paper = papers.by_number([number]).get(number)
    if paper is None:
        return []
    values: dict[str, _Values] = {
        "references": _coupled(number, paper, papers, words),
        "cited together": _cited_together(number, paper, papers, words),
    }
    if meaning is not None and meaning.is_there:
        near = meaning.like(number, limit=_DEPTH)
        values["meaning"] = {n: (value, 0) for n, value in near}
    fused = fuse({kind: _in_order(found) for kind, found in values.items()})
    kept = set(keep([one.number for one in fused]))
    shown = [one for one in fused if one.number in kept][:limit]
    there = papers.by_number([one.number for one in shown])
    return [
        SimilarPaper(one.number, there[one.number], one.score, reasons_of(one, values))
        for one in shown
        if one.number in there
    ]


def _in_order(values: _Values) -> list[int]:
    best = sorted(values, key=lambda number: (-values[number][0], number))
    return best[:_DEPTH]


def _coupled(number: int, paper: Paper, papers: Papers, words: TextIndex) -> _Values:
    """Papers that cite the same works."""
    own = [set(names) for cited in paper.references if (names := cited_names(cited))]
    found = words.with_names("cites", {name for names in own for name in names}, limit=_DEPTH + 1)
    others = papers.by_number([n for n, _ in found.ranked if n != number])
    values: _Values = {}
    for n, other in others.items():
        cited = {name for reference in other.references for name in cited_names(reference)}
        n_shared = sum(not names.isdisjoint(cited) for names in own)
        if n_shared:
            n_cited = sum(bool(cited_names(reference)) for reference in other.references)
            values[n] = (_cosine(n_shared, len(own), n_cited), n_shared)
    return values


def _cited_together(number: int, paper: Paper, papers: Papers, words: TextIndex) -> _Values:
    """Papers of the library that stand in the same lists of references."""
    names = set(work_names(paper))
    citing = words.with_names("cites", names, limit=_MOST_CITING)
    lists = [
        {name for reference in one.references for name in cited_names(reference)}
        for one in papers.by_number([n for n, _ in citing.ranked if n != number]).values()
    ]
    counted = Counter(name for cited in lists for name in cited - names)
    often = sorted(counted, key=lambda name: (-counted[name], name))[: 2 * _DEPTH]
    found = words.with_names("work", often, limit=_DEPTH)
    values: _Values = {}
    for n, other in papers.by_number([n for n, _ in found.ranked if n != number]).items():
        theirs = set(work_names(other))
        n_together = sum(not theirs.isdisjoint(cited) for cited in lists)
        n_citing = words.with_names("cites", theirs, limit=1).n_found
        if n_together:
            values[n] = (_cosine(n_together, citing.n_found, n_citing), n_together)
    return values


def _cosine(n_shared: int, n_one: int, n_other: int) -> float:
    """Shared over the geometric mean of both; at most 1, though two references may name one work."""
    return min(1.0, n_shared / math.sqrt(max(n_one, 1) * max(n_other, 1)))
