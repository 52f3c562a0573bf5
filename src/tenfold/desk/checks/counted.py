"""A number and what it counts, in words."""

from __future__ import annotations

__all__ = ["counted"]


def counted(n: int, one: str, many: str) -> str:
    """The number with the word that goes with it.

    >>> counted(1, "text is", "texts are"), counted(1200, "text is", "texts are")
    ('1 text is', '1,200 texts are')
    """
    return f"{n:,} {one if n == 1 else many}"
