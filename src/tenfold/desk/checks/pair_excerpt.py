"""Two like texts side by side, cut so that their first difference shows."""

from __future__ import annotations

from tenfold.desk.checks.places import excerpt, excerpt_from

__all__ = ["pair_excerpt"]

_BEFORE = 15


def pair_excerpt(text: str, partner: str, *, name: str) -> str:
    """The text and, under `name`, its partner, both from shortly before they part.

    >>> pair_excerpt("Where is it?", "Where was it?", name="row 3")
    'Where is it? ≈ row 3: Where was it?'
    """
    one, other = " ".join(text.split()), " ".join(partner.split())
    start = _start(one, other) if len(excerpt(one)) < len(one) else 0
    return f"{_from(one, start)} ≈ {name}: {_from(other, start)}"


def _start(one: str, other: str) -> int:
    """The beginning of a word some characters before the first difference."""
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return one.rfind(" ", 0, max(shared - _BEFORE, 0)) + 1


def _from(line: str, start: int) -> str:
    return ("…" if start else "") + excerpt_from(line, start)
