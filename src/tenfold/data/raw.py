"""What a reader hands on: a table of texts, and how each file was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

__all__ = ["GIVEN_BY_THE_FORMAT", "RawTable", "SourceNote"]

GIVEN_BY_THE_FORMAT = "given by the format"
"""What a note's `how` says where nothing had to be decided."""


@dataclass(frozen=True, slots=True)
class SourceNote:
    """How one file was read, so that nothing happens in silence.

    `how` says how the encoding was decided (of a query: the query; of a hub data set: revision and
    licence), `digest` is the BLAKE3 digest of the file's bytes, and
    `remarks` tells what a reader of the data should know: blank lines, nulls, files left unread.
    """

    file: str
    format: str
    encoding: str | None
    how: str
    n_rows: int
    digest: str
    bom: bool = False
    gz: bool = False
    split: str | None = None
    remarks: tuple[str, ...] = ()
    n_dropped: int = 0
    """Of `n_rows`, those that were left out as the user asked (rows without a label)."""

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "remarks": list(self.remarks)}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> SourceNote:
        """The inverse of `to_json`."""
        return cls(**{**stored, "remarks": tuple(stored["remarks"])})


@dataclass(frozen=True, slots=True)
class RawTable:
    """Rows as they stood in the files: every value a text, nothing dropped, nothing renamed.

    `values[column][row]` is a text; `splits[row]` names the split where the files give one. `kinds`
    tells for each column what the values were in a format that has types (`string`, `integer`,
    `float`, `boolean`, `null`, `nested`); in CSV and folders everything is a `string`.
    """

    columns: tuple[str, ...]
    values: Mapping[str, Sequence[str]]
    splits: list[str] | None = None
    sources: tuple[SourceNote, ...] = ()
    kinds: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def n_rows(self) -> int:
        return len(self.values[self.columns[0]]) if self.columns else 0
