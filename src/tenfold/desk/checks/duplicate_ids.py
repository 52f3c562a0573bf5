"""TF-DATA-029: an id that stands at more than one row."""

from __future__ import annotations

from collections.abc import Sequence

from tenfold.desk.check import Check
from tenfold.desk.checks.places import places
from tenfold.desk.examined import Examined
from tenfold.desk.repeats import repeated
from tenfold.findings import Finding
from tenfold.wording import worded

__all__ = ["CHECK", "duplicate_ids"]


def duplicate_ids(ids: Sequence[str], *, column: str | None = None) -> Finding:
    """Rows whose id stood before."""
    rows = sorted(row for group in repeated(ids) for row in group[1:])
    return Finding(
        code="TF-DATA-029",
        severity="warn",
        state="found" if rows else "clean",
        message=worded(
            "{n:,} row repeats the id of an earlier row."
            if len(rows) == 1
            else "{n:,} rows repeat the id of an earlier row.",
            n=len(rows),
        )
        if rows
        else worded("every id stands once."),
        count=len(rows),
        places=places(rows, ids, column=column),
        remedy=worded("Mend the ids; until then later ones are told apart as ID#2, ID#3.")
        if rows
        else "",
    )


def _find(examined: Examined) -> Finding:
    column = examined.dataset.id_column
    assert column is not None, "the check needs an id"
    return duplicate_ids(examined.dataset.column(column), column=column)


CHECK = Check(code="TF-DATA-029", what="repeated ids", find=_find, needs=("id",))
