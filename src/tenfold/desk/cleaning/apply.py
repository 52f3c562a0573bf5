"""Apply a recipe to rows: pure, nothing is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenfold.desk.cleaning.operations.keep_columns import KeepColumns
from tenfold.desk.cleaning.rows import Outcome, Rows
from tenfold.errors import DeclarationError, TenfoldError

if TYPE_CHECKING:
    from tenfold.desk.cleaning.operation import Operation
    from tenfold.desk.cleaning.recipe import Recipe
    from tenfold.desk.vectors import Progress

__all__ = ["Cleaned", "Done", "apply_recipe"]


@dataclass(frozen=True, slots=True)
class Done:
    """What one operation of a recipe did, in numbers of rows."""

    name: str
    in_words: str
    n_changed: int
    n_dropped: int
    remarks: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """One of `operations` in `data clean --json`."""
        return {
            "do": self.name,
            "in_words": self.in_words,
            "n_changed": self.n_changed,
            "n_dropped": self.n_dropped,
            "remarks": list(self.remarks),
        }


@dataclass(frozen=True)
class Cleaned:
    """Rows after a recipe. `why[row]` tells of a row of the start (from 0) what changed or dropped it."""

    rows: Rows
    done: tuple[Done, ...]
    why: dict[int, str]

    @property
    def origins(self) -> Sequence[int]:
        """For each row that is left its row at the start, both from 0."""
        return self.rows.origins


def apply_recipe(rows: Rows, recipe: Recipe, progress: Progress | None = None) -> Cleaned:
    """Carry out the operations in order.

    Raises DeclarationError with everything that the rows lack for them, before any is carried out.
    """
    _check(rows, recipe)
    done, reasons = [], dict[int, list[str]]()
    for number, operation in enumerate(recipe.operations):
        if progress is not None:
            progress(operation.name, number, len(recipe.operations))
        outcome = operation.apply(rows)
        _note(reasons, rows, operation, outcome)
        done.append(
            Done(
                operation.name,
                operation.in_words,
                len(outcome.changed),
                len(outcome.dropped),
                outcome.remarks,
            )
        )
        rows = rows.after(outcome)
    return Cleaned(rows, tuple(done), {row: "; ".join(said) for row, said in reasons.items()})


def _check(rows: Rows, recipe: Recipe) -> None:
    problems: list[TenfoldError] = []
    for operation in recipe.operations:
        found = operation.unmet(rows)
        problems += found
        if isinstance(operation, KeepColumns) and not found:
            rows = rows.after(operation.apply(rows))
    if problems:
        error = DeclarationError(problems)
        error.code = problems[0].code
        raise error


def _note(
    reasons: dict[int, list[str]], rows: Rows, operation: Operation, outcome: Outcome
) -> None:
    for position in outcome.changed:
        note = outcome.notes.get(position)
        said = f"{operation.name} ({note})" if note else operation.name
        reasons.setdefault(rows.origins[position], []).append(said)
    for position, why in outcome.dropped.items():
        reasons.setdefault(rows.origins[position], []).append(f"{operation.name}: {why}")
