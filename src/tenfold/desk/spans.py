"""Stretches of a text that were found to be something."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["Span", "without_overlaps"]


class Span(NamedTuple):
    """Characters `start` to `end` (exclusive) of a text, and what they are ("email", "card")."""

    start: int
    end: int
    kind: str


def without_overlaps(spans: Iterable[Span]) -> list[Span]:
    """In the order of the text; of two that overlap, the one that was given first stays.

    >>> without_overlaps([Span(4, 9, "card"), Span(7, 12, "phone"), Span(0, 2, "ip")])
    [Span(start=0, end=2, kind='ip'), Span(start=4, end=9, kind='card')]
    """
    kept: list[Span] = []
    for span in spans:
        at = bisect_left(kept, span)
        is_free_before = at == 0 or kept[at - 1].end <= span.start
        is_free_after = at == len(kept) or span.end <= kept[at].start
        if is_free_before and is_free_after:
            kept.insert(at, span)
    return kept
