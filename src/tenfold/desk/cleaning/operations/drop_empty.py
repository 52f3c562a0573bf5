"""Rows whose text says nothing, taken out."""

from __future__ import annotations

from pydantic import Field

from tenfold.desk.checks.empty_texts import is_empty
from tenfold.desk.cleaning.operation import Operation, needs_text
from tenfold.desk.cleaning.rows import Outcome, Rows
from tenfold.errors import TenfoldError

__all__ = ["DropEmpty"]


class DropEmpty(Operation):
    """Drop rows whose text is empty, as TF-DATA-027 finds them; those of the split ``test`` stay."""

    name = "drop-empty"
    test_too: bool = Field(False, description="Drop rows of the split test too.")

    def unmet(self, rows: Rows) -> list[TenfoldError]:
        return needs_text(rows)

    def apply(self, rows: Rows) -> Outcome:
        empty = [position for position, text in enumerate(rows.texts()) if is_empty(text)]
        open_to_it = [p for p in empty if self.test_too or not rows.is_test(p)]
        stay = len(empty) - len(open_to_it)
        remarks = (f"{stay} empty texts of the split test stay (--test-too).",) if stay else ()
        return Outcome(dropped=dict.fromkeys(open_to_it, "the text is empty"), remarks=remarks)
