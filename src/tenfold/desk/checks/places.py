"""Where an instance was found, shortened for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tenfold.findings import Place

__all__ = ["N_PLACES", "excerpt", "places"]

N_PLACES = 5
"""So many instances are shown; `count` has the rest."""

_EXCERPT = 60


def excerpt(text: str) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _EXCERPT else line[: _EXCERPT - 1] + "…"


def places(
    rows: Iterable[int], texts: Sequence[str], *, column: str | None = None
) -> tuple[Place, ...]:
    """The first few of `rows` (positions from 0) as places (rows from 1)."""
    first = [row for row, _ in zip(rows, range(N_PLACES), strict=False)]
    return tuple(Place(row=row + 1, column=column, excerpt=excerpt(texts[row])) for row in first)
