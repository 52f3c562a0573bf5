"""A paper that was read, as the report of a week takes it in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

__all__ = ["Depth", "PaperRead"]

Depth = Literal["in depth", "skimmed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRead:
    """A paper by its key and title, on which day and how well it was read."""

    key: str
    title: str
    day: date
    depth: Depth
