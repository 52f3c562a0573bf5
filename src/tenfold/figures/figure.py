"""A figure of a report: the drawing, what it says, and the same numbers as a table."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Figure"]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure. `columns` and `rows` hold what it shows for those who cannot see it."""

    key: str
    title: str
    caption: str
    svg: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
