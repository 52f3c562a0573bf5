"""Why a paper was found, in a form that can be shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tenfold.papers.record import Paper
from tenfold.papers.search.fusion import Fused
from tenfold.papers.search.source import Papers

__all__ = ["Keep", "Reason", "all_kept", "kept_where", "reasons_of"]

Keep = Callable[[Sequence[int]], Collection[int]]
"""A filter of the caller: those of the given papers, by number, that may be shown."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One ranking that a paper stands in.

    kind
        ``words``, ``meaning``, ``references`` (both cite the same), ``cited together``.
    share
        Its part of the paper's score, from 0 to 1; the shares of a paper sum to 1.
    value
        The ranking's own measure: BM25 for words, a cosine (at most 1) for the others.
    n
        How many references are shared, or how many papers cite both; 0 for the others.
    """

    kind: str
    share: float
    value: float
    n: int = 0

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {"kind": self.kind, "share": self.share, "value": self.value, "n": self.n}


def reasons_of(
    fused: Fused, values: Mapping[str, Mapping[int, tuple[float, int]]]
) -> tuple[Reason, ...]:
    """The reasons of one fused result, the largest first. `values`: by ranking and number, value and n."""
    reasons = [
        Reason(kind, part / fused.score, *values[kind][fused.number])
        for kind, part in fused.parts.items()
    ]
    return tuple(sorted(reasons, key=lambda reason: (-reason.share, reason.kind)))


def all_kept(numbers: Sequence[int]) -> Collection[int]:
    """The filter that lets everything through."""
    return numbers


def kept_where(papers: Papers, test: Callable[[Paper], bool]) -> Keep:
    """The filter that lets those papers through whose record passes a test."""

    def keep(numbers: Sequence[int]) -> Collection[int]:
        return {number for number, paper in papers.by_number(numbers).items() if test(paper)}

    return keep
