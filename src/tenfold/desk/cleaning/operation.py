"""What every operation of a recipe is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from tenfold.data.roles import require_column
from tenfold.desk.cleaning.rows import Outcome, Rows
from tenfold.errors import DataError, TenfoldError

__all__ = ["Names", "Operation", "TextOperation", "needs_text"]

Names = Annotated[tuple[str, ...], Field(strict=False)]
"""Names of columns or classes: a list, where a recipe is read."""


class Operation(BaseModel, ABC):
    """One operation: its fields are its parameters.

    `apply` is pure and settles at once: what it leaves, it leaves as it is when it is applied again. Raise
    `version` when the same parameters do something else than before.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    name: ClassVar[str]
    version: ClassVar[str] = "1"
    libraries: ClassVar[tuple[str, ...]] = ()
    """Those whose version can change what it does."""

    @abstractmethod
    def apply(self, rows: Rows) -> Outcome:
        """What it does to these rows."""

    def unmet(self, rows: Rows) -> list[TenfoldError]:
        """Why it cannot be applied to rows with these columns and splits."""
        return []

    @property
    def detail(self) -> str:
        """The parameter that people want to see beside the name; "" where there is none."""
        return ""

    @property
    def in_words(self) -> str:
        """As it is shown: ``drop-duplicates (exact)``."""
        test = "rows of test too" if getattr(self, "test_too", False) else ""
        said = ", ".join(part for part in (self.detail, test) if part)
        return f"{self.name} ({said})" if said else self.name

    def to_json(self) -> dict[str, Any]:
        """Its name under ``do``, its version, and every parameter, the unsaid ones too."""
        return {"do": self.name, "version": self.version, **self.model_dump(mode="json")}


class TextOperation(Operation):
    """One that mends texts one by one, in the split ``test`` too: no label is read or changed."""

    columns: Names = Field((), description="Columns of texts; none: the text column.")

    @abstractmethod
    def mend(self, text: str) -> str:
        """The text as it should be."""

    def note(self, before: str) -> str:
        """What was wrong with a text that was mended; "" where the operation says it all."""
        return ""

    @property
    def detail(self) -> str:
        return f"in {', '.join(self.columns)}" if self.columns else ""

    def unmet(self, rows: Rows) -> list[TenfoldError]:
        if not self.columns:
            return needs_text(rows)
        return [problem for name in self.columns for problem in _column(name, rows)]

    def apply(self, rows: Rows) -> Outcome:
        cells: dict[str, dict[int, str]] = {}
        notes: dict[int, str] = {}
        mended: dict[str, str] = {}  # texts that stand often are mended once
        for name in self.columns or (rows.roles.text or "",):
            cells[name] = {}
            for position, before in enumerate(rows.column(name)):
                after = mended.get(before)
                if after is None:
                    after = self.mend(before)
                    if after != before:
                        mended[before] = after
                if after != before:
                    cells[name][position] = after
                    if note := self.note(before):
                        notes[position] = note
        return Outcome(cells=cells, notes=notes)


def needs_text(rows: Rows) -> list[TenfoldError]:
    """The problem of rows that have no text column."""
    try:
        rows.texts()
    except TenfoldError as problem:
        return [problem]
    return []


def _column(name: str, rows: Rows) -> list[TenfoldError]:
    try:
        require_column(name, rows.columns, where=rows.where)
    except TenfoldError as problem:
        return [problem]
    if name != rows.roles.label:
        return []
    return [
        DataError(
            f"{name!r} is the label column; texts are mended in others.",
            code="TF-DATA-068",
            where=rows.where,
            remedy="Labels are changed with --relabel FILE or --rename-label OLD=NEW.",
        )
    ]
