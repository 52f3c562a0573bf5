"""What a recipe did, as the difference of two versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.desk.difference import Difference, Match, compare

if TYPE_CHECKING:
    from tenfold.desk.cleaning.making import Cleaning

__all__ = ["difference_of"]


def difference_of(cleaning: Cleaning) -> Difference:
    """Rows kept, changed and dropped by a recipe, with reasons, whether or not it was written."""
    pairs = [(parent, row) for row, parent in enumerate(cleaning.cleaned.origins)]
    if cleaning.state == "unchanged":
        pairs = [(row, row) for row in range(len(cleaning.before))]
    match = Match(pairs, "lineage", cleaning.cleaned.why)
    return compare(cleaning.before, cleaning.after, match)
