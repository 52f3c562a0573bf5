"""What the user said about how files are to be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tenfold.data.delimited import Quoting

__all__ = ["ReadOptions"]


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user said about the files. Part of what a file is known by (`catalog`)."""

    encoding: str | None = None
    header: bool = True
    columns: tuple[str, ...] | None = None
    quoting: Quoting = "minimal"
    delimiter: str | None = None
    sheet: str | None = None
    """The sheet of an Excel workbook."""
    fill_missing: bool = False
    """Records may lack keys that others have; the values are then nulls."""
    drop_unlabelled: bool = False
    """Rows without a label are left out, and said to be."""

    def to_json(self) -> dict[str, Any]:
        """For keys. Options that came later stand in it only where they are used, so that what was
        known under an older key still is.
        """
        said: dict[str, Any] = {
            "encoding": self.encoding,
            "header": self.header,
            "columns": list(self.columns) if self.columns else None,
            "quoting": self.quoting,
            "delimiter": self.delimiter,
        }
        later = ("sheet", "fill_missing", "drop_unlabelled")
        return said | {name: value for name in later if (value := getattr(self, name))}
