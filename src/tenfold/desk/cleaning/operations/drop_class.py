"""Whole classes taken out."""

from __future__ import annotations

from pydantic import Field

from tenfold.desk.cleaning.operation import Names, Operation
from tenfold.desk.cleaning.rows import Outcome, Rows
from tenfold.desk.cleaning.whole_classes import needs_test_too
from tenfold.errors import TenfoldError

__all__ = ["DropClass"]


class DropClass(Operation):
    """Drop all rows of the named classes."""

    name = "drop-class"
    classes: Names = Field(min_length=1, description="The classes that go.")
    test_too: bool = Field(False, description="Drop rows of the split test too.")

    @property
    def detail(self) -> str:
        return ", ".join(self.classes)

    def unmet(self, rows: Rows) -> list[TenfoldError]:
        return needs_test_too(self.name, rows, test_too=self.test_too)

    def apply(self, rows: Rows) -> Outcome:
        wanted = set(self.classes)
        labels = rows.labels()
        dropped = {
            position: "its class was dropped"
            for position, label in enumerate(labels)
            if label in wanted
        }
        met = {labels[position] for position in dropped}
        gone = ", ".join(repr(name) for name in self.classes if name not in met)
        remarks = (f"no row has the label {gone}.",) if gone else ()
        return Outcome(dropped=dropped, remarks=remarks)
