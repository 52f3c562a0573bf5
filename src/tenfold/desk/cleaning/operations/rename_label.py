"""Classes renamed or merged."""

from __future__ import annotations

from collections import Counter

from pydantic import Field, field_validator

from tenfold.desk.cleaning.operation import Operation
from tenfold.desk.cleaning.rows import Outcome, Rows
from tenfold.desk.cleaning.whole_classes import needs_test_too
from tenfold.errors import TenfoldError

__all__ = ["RenameLabel"]


class RenameLabel(Operation):
    """Give classes other names; two that get the same name become one class."""

    name = "rename-label"
    names: dict[str, str] = Field(min_length=1, description="Old names and new ones.")
    test_too: bool = Field(False, description="Rename in the split test too.")

    @field_validator("names")
    @classmethod
    def _settles(cls, names: dict[str, str]) -> dict[str, str]:
        both = sorted(old for old in names if old in names.values())
        if both:
            raise ValueError(f"{both[0]!r} is an old name and a new one; rename in two operations")
        if any(not new.strip() for new in names.values()):
            raise ValueError("a new name is empty")
        return names

    @property
    def detail(self) -> str:
        return ", ".join(f"{old} → {new}" for old, new in self.names.items())

    def unmet(self, rows: Rows) -> list[TenfoldError]:
        return needs_test_too(self.name, rows, test_too=self.test_too)

    def apply(self, rows: Rows) -> Outcome:
        labels = rows.labels()
        cells = {p: self.names[label] for p, label in enumerate(labels) if label in self.names}
        met = Counter(labels[position] for position in cells)
        gone = ", ".join(repr(old) for old in self.names if old not in met)
        return Outcome(
            cells={rows.roles.label: cells} if cells else {},
            remarks=(f"no row has the label {gone}.",) if gone else (),
        )
