"""What the user said about how files are to be read."""

from __future__ import annotations

from dataclasses import dataclass

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
