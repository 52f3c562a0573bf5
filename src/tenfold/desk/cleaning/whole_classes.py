"""What concerns a whole class concerns the split test, or the classes of train and test would part."""

from __future__ import annotations

from tenfold.desk.cleaning.rows import Rows
from tenfold.errors import DataError, TenfoldError

__all__ = ["needs_test_too"]


def needs_test_too(operation: str, rows: Rows, *, test_too: bool) -> list[TenfoldError]:
    """TF-DATA-067 where there is a split ``test`` and nobody said that its rows may be touched."""
    if test_too or not rows.has_test:
        return []
    return [
        DataError(
            f"{operation} would part the classes of train from those of the split test, whose labels "
            "are left alone. Nothing was written.",
            code="TF-DATA-067",
            where=rows.where,
            remedy="Say --test-too to do it in test as well; the recipe and the card then say so.",
        )
    ]
