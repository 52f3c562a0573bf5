"""Where an instance was found, shortened for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tenfold.desk.masking import masked_piece
from tenfold.findings import Finding, Place

__all__ = ["N_PLACES", "at_rows", "excerpt", "excerpt_from", "places"]

N_PLACES = 5
"""So many instances are shown; `count` has the rest."""

_EXCERPT = 60
_READ = 600


def excerpt(text: str) -> str:
    """The beginning of a text on one line; personal data and secrets in it are masked."""
    return excerpt_from(text, len(text) - len(text.lstrip()))


def excerpt_from(text: str, start: int) -> str:
    """The same from a character on; what stands before helps to know what is to be masked."""
    line = " ".join(masked_piece(text, start, start + _READ).split())
    return line if len(line) <= _EXCERPT else line[: _EXCERPT - 1] + "…"


def places(
    rows: Iterable[int], texts: Sequence[str], *, column: str | None = None
) -> tuple[Place, ...]:
    """The first few of `rows` (positions from 0) as places (rows from 1)."""
    first = [row for row, _ in zip(rows, range(N_PLACES), strict=False)]
    return tuple(Place(row=row + 1, column=column, excerpt=excerpt(texts[row])) for row in first)


def at_rows(finding: Finding, rows: Sequence[int]) -> Finding:
    """The finding about a part of the data with its places in the whole: `rows` has the part's positions."""
    moved = tuple(
        place if place.row is None else replace(place, row=rows[place.row - 1] + 1)
        for place in finding.places
    )
    return replace(finding, places=moved)
