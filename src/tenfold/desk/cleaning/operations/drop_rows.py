"""Rows taken out, as a list says."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from tenfold.desk.cleaning.operation import Operation
from tenfold.desk.cleaning.rows import Outcome, Rows

__all__ = ["DropRows", "DroppedRow"]


class DroppedRow(BaseModel):
    """A row by its key (see `RowKeys`), and why it goes."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    row: str
    why: str = "it is on a list"


class DropRows(Operation):
    """Drop the listed rows. Rows that are not in the data are counted; those of ``test`` stay."""

    name = "drop-rows"
    rows: Annotated[tuple[DroppedRow, ...], Field(strict=False)] = Field(
        description="The rows, each with `row` and perhaps `why`."
    )
    test_too: bool = Field(False, description="Drop rows of the split test too.")

    @property
    def detail(self) -> str:
        return f"{len(self.rows)} rows listed"

    def apply(self, rows: Rows) -> Outcome:
        wanted = {listed.row: listed.why for listed in self.rows}
        keys = rows.keys.all
        dropped: dict[int, str] = {}
        n_found = n_test = 0
        for position in range(len(rows)):
            why = wanted.get(keys[rows.origins[position]])
            if why is None:
                continue
            n_found += 1
            if rows.is_test(position) and not self.test_too:
                n_test += 1
            else:
                dropped[position] = why
        remarks = (
            (len(wanted) - n_found, "listed rows are not in these data."),
            (n_test, "listed rows are of the split test and stay (--test-too)."),
        )
        said = tuple(f"{n} {what}" for n, what in remarks if n)
        return Outcome(dropped=dropped, remarks=said)
