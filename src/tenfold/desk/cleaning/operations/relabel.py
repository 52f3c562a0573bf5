"""Labels changed row by row, as a list says."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from tenfold.desk.cleaning.operation import Operation
from tenfold.desk.cleaning.rows import Outcome, Rows

__all__ = ["Relabel", "RelabelledRow"]


class RelabelledRow(BaseModel):
    """A row by its key (see `RowKeys`), its new label and, where it was said, the one it had."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    row: str
    label: str = Field(min_length=1)
    was: str | None = None


class Relabel(Operation):
    """Give the listed rows another label. Rows that are not in the data are counted.

    The list stands in the recipe itself, by digests of rows, so that it means the same rows in any data.
    """

    name = "relabel"
    rows: Annotated[tuple[RelabelledRow, ...], Field(strict=False)] = Field(
        description="The rows, each with `row`, `label` and perhaps `was`."
    )
    test_too: bool = Field(False, description="Relabel rows of the split test too.")

    @property
    def detail(self) -> str:
        return f"{len(self.rows)} rows listed"

    def apply(self, rows: Rows) -> Outcome:
        wanted = {listed.row: listed for listed in self.rows}
        keys, labels = rows.keys.all, rows.labels()
        cells: dict[int, str] = {}
        n_found = n_test = n_other = 0
        for position in range(len(rows)):
            listed = wanted.get(keys[rows.origins[position]])
            if listed is None:
                continue
            n_found += 1
            if rows.is_test(position) and not self.test_too:
                n_test += 1
            elif labels[position] == listed.label:
                continue
            elif listed.was is not None and labels[position] != listed.was:
                n_other += 1
            else:
                cells[position] = listed.label
        remarks = (
            (len(wanted) - n_found, "listed rows are not in these data."),
            (n_test, "listed rows are of the split test and stay as they are (--test-too)."),
            (n_other, "listed rows have another label than the list says, and keep it."),
        )
        return Outcome(
            cells={rows.roles.label: cells} if cells else {},
            remarks=tuple(f"{n} {what}" for n, what in remarks if n),
        )
