"""A paper that was read, as the report of a week takes it in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

__all__ = ["Depth", "PaperRead"]

Depth = Literal["in depth", "skimmed", "part"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRead:
    """A paper by its key and title, on which day and how well it was read.

    progress
        Of a book, a course or a video that was read in part: done, total, unit.
    """

    key: str
    title: str
    day: date
    depth: Depth
    progress: tuple[int, int, str] | None = None
