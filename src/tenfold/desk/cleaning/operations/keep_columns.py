"""Columns that nobody needs, taken out."""

from __future__ import annotations

from pydantic import Field

from tenfold.data.roles import require_column
from tenfold.desk.cleaning.operation import Names, Operation
from tenfold.desk.cleaning.rows import Outcome, Rows
from tenfold.errors import DataError, TenfoldError

__all__ = ["KeepColumns"]


class KeepColumns(Operation):
    """Keep the named columns alone, in the order in which they stood. Text and label must be among them."""

    name = "keep-columns"
    columns: Names = Field(min_length=1, description="The columns that stay.")

    @property
    def detail(self) -> str:
        return ", ".join(self.columns)

    def unmet(self, rows: Rows) -> list[TenfoldError]:
        problems: list[TenfoldError] = []
        for name in self.columns:
            try:
                require_column(name, rows.columns, where=rows.where, option="--keep-columns")
            except TenfoldError as problem:
                problems.append(problem)
        needed = (rows.roles.text, rows.roles.label)
        problems += [
            self._left_out(name, rows) for name in needed if name not in (None, *self.columns)
        ]
        return problems

    def _left_out(self, name: str | None, rows: Rows) -> DataError:
        return DataError(
            f"--keep-columns leaves out {name!r}, which is the text or the label.",
            code="TF-DATA-068",
            where=rows.where,
            remedy=f"Name it too: --keep-columns {','.join([*self.columns, name or ''])}",
        )

    def apply(self, rows: Rows) -> Outcome:
        kept = tuple(name for name in rows.columns if name in self.columns)
        return Outcome(columns=kept if kept != rows.columns else None)
