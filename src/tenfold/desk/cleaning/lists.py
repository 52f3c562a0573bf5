"""Lists of rows that a person decided on: files for `--relabel` and `--drop-rows`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tenfold.data.reading import read_table
from tenfold.desk.cleaning.operations.drop_rows import DroppedRow
from tenfold.desk.cleaning.operations.relabel import RelabelledRow
from tenfold.desk.cleaning.rows import Rows
from tenfold.errors import DataError, DeclarationError, TenfoldError, nearest

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset
    from tenfold.data.raw import RawTable

__all__ = ["Decided", "read_list"]

_CODE = "TF-DATA-066"
_MOST_SHOWN = 20


@dataclass
class Decided:
    """What a list says: rows with another label, rows that go, and how many lines decide nothing."""

    relabelled: list[RelabelledRow] = field(default_factory=list)
    dropped: list[DroppedRow] = field(default_factory=list)
    n_kept: int = 0
    n_undecided: int = 0


def read_list(
    path: Path, dataset: Dataset, rows: Rows, *, drop: bool = False, options: ListOptions
) -> Decided:
    """Read a list strictly, as data are read, and find its rows in the data set.

    A row is named by the column `row` (from 1, as findings count) or `id`, or by both, which then have to
    agree. A list for `drop` may say `why`. Otherwise the new label stands in `label` and the old one, if it
    is said, in `was`; or, in a file of suspects, the old one in `label`, and `decision` says ``keep``,
    ``drop``, ``relabel`` (to the label in `suggested`) or the new label itself (``label:keep`` for a class
    with such a name).

    Raises DeclarationError (TF-DATA-066, or 067 for rows of ``test``) with every line that is wrong.
    """
    table = read_table([path])
    reader = _Reader(table, path, dataset, rows, options)
    if drop:
        reader.read_drops()
    else:
        reader.read_labels()
    reader.refuse_problems()
    return reader.decided


@dataclass(frozen=True)
class ListOptions:
    """What a list may do: name rows of the split ``test``, and classes that the data do not have."""

    test_too: bool = False
    new_classes: bool = False


class _Reader:
    def __init__(
        self, table: RawTable, path: Path, dataset: Dataset, rows: Rows, options: ListOptions
    ) -> None:
        self.table, self.path, self.dataset = table, path, dataset
        self.rows, self.options = rows, options
        self.decided = Decided()
        self.problems: list[TenfoldError] = []
        self._seen: dict[int, int] = {}
        if not {"row", "id"} & set(table.columns):
            self._problem(None, "names no rows.", "Give them in a column `row` (from 1) or `id`.")
            self.refuse_problems()

    @cached_property
    def _by_id(self) -> dict[str, int]:
        return {id: position for position, id in enumerate(self.dataset.example_ids())}

    @cached_property
    def _classes(self) -> set[str]:
        labels = self.rows.labels()
        return {label for p, label in enumerate(labels) if not self.rows.is_test(p)}

    def read_drops(self) -> None:
        whys = self.table.values.get("why") or [""] * self.table.n_rows
        decisions = self.table.values.get("decision")
        for line in range(self.table.n_rows):
            if decisions is not None and decisions[line].strip() != "drop":
                self.decided.n_undecided += 1
            elif (position := self._position(line)) is not None:
                self._drop(position, whys[line].strip() or "it is on a list")

    def read_labels(self) -> None:
        if "label" not in self.table.columns:
            hint = nearest("label", self.table.columns)
            self._problem(None, "has no column `label`.", hint)
            return
        if "decision" in self.table.columns:
            self._read_suspects()
            return
        if "suggested" in self.table.columns:
            hint = "Add it: keep, relabel, drop, or a label; lines without a decision are left."
            self._problem(None, "is a list of suspects without a column `decision`.", hint)
            return
        labels = self.table.values["label"]
        old = self.table.values.get("was")
        for line in range(self.table.n_rows):
            if not labels[line].strip():
                self.decided.n_undecided += 1
            elif (position := self._position(line)) is not None:
                self._relabel(line, position, labels[line], old[line] if old else None)

    def _read_suspects(self) -> None:
        was, decisions = self.table.values["label"], self.table.values["decision"]
        suggested = self.table.values.get("suggested") or [""] * self.table.n_rows
        named = {"keep", "drop", "relabel"} & self._classes
        for line in range(self.table.n_rows):
            said = decisions[line].strip()
            if not said:
                self.decided.n_undecided += 1
                continue
            if said in named:
                what = f"{said!r} is a decision and a class of these data."
                self._problem(line, what, f"Write label:{said} for the class.")
            elif said == "keep":
                self.decided.n_kept += 1
            elif (position := self._position(line)) is None:
                continue
            elif said == "drop":
                self._drop(position, "decided on a list of suspects")
            elif said == "relabel" and not suggested[line].strip():
                self._problem(line, "no label is suggested to relabel to.", "Write the label.")
            else:
                new = suggested[line] if said == "relabel" else said.removeprefix("label:")
                self._relabel(line, position, new, was[line])

    def _relabel(self, line: int, position: int, label: str, was: str | None) -> None:
        if not self.options.new_classes and label not in self._classes:
            hint = nearest(label, sorted(self._classes))
            self._problem(line, f"no class {label!r}.", f"{hint} A new one: --new-classes")
            return
        now = self.rows.labels()[position]
        if was is not None and now not in (was, label):
            self._problem(line, f"the row's label is {now!r}, not {was!r}.", self._other_version())
            return
        if now != label:
            key = self.rows.keys.all[position]
            self.decided.relabelled.append(RelabelledRow(row=key, label=label, was=now))
        else:
            self.decided.n_kept += 1

    def _drop(self, position: int, why: str) -> None:
        self.decided.dropped.append(DroppedRow(row=self.rows.keys.all[position], why=why))

    def _position(self, line: int) -> int | None:
        """The row that a line names; None, and a problem, where that is not clear."""
        values = self.table.values
        by_row = self._by_row(line, values["row"][line]) if "row" in values else None
        if "row" in values and by_row is None:
            return None
        position = self._by_id.get(values["id"][line]) if "id" in values else by_row
        if position is None or (by_row is not None and position != by_row):
            id = values["id"][line]
            what = f"row {values['row'][line]} has another id than {id!r}." if by_row is not None \
                else f"no row has the id {id!r}."  # fmt: skip
            self._problem(line, what, self._other_version())
            return None
        if self.rows.is_test(position) and not self.options.test_too:
            self._problem(line, f"row {position + 1} is of the split test.", "", code="TF-DATA-067")
            return None
        if position in self._seen:
            self._problem(line, f"the row stands on line {self._seen[position]} too.", "")
            return None
        self._seen[position] = line + 1
        return position

    def _by_row(self, line: int, said: str) -> int | None:
        if said.isdecimal() and len(said) < 12 and 1 <= int(said) <= len(self.rows):
            return int(said) - 1
        self._problem(line, f"there is no row {said!r}.", f"Rows go from 1 to {len(self.rows):,}.")
        return None

    def _other_version(self) -> str:
        return f"Was the list made for another version than {self.dataset.reference}?"

    def _problem(self, line: int | None, message: str, remedy: str, *, code: str = _CODE) -> None:
        where = self.path.name if line is None else f"{self.path.name}, row {line + 1}"
        if code == "TF-DATA-067":
            remedy = "Say --test-too to change rows of test; the recipe and the card then say so."
        self.problems.append(DataError(message, code=code, where=where, remedy=remedy or None))

    def refuse_problems(self) -> None:
        if self.problems:
            error = DeclarationError(_shortened(self.problems, self.path))
            error.code = self.problems[0].code
            raise error


def _shortened(problems: Sequence[TenfoldError], path: Path) -> list[TenfoldError]:
    more = len(problems) - _MOST_SHOWN
    if more <= 0:
        return list(problems)
    rest = DataError(f"and {more} more. Nothing was written.", code=_CODE, where=path.name)
    return [*problems[:_MOST_SHOWN], rest]
