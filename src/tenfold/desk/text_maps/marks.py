"""How the classes of a map are told apart: by colour and by shape, so that either is enough for most."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Mark", "mark_of"]

_SHAPES = (
    "M6 1.5A4.5 4.5 0 1 0 6 10.5A4.5 4.5 0 1 0 6 1.5Z",
    "M2 2H10V10H2Z",
    "M6 1L11.2 10.2H.8Z",
    "M6 .6L11.4 6L6 11.4L.6 6Z",
    "M1.4 3.4L3.4 1.4L6 4L8.6 1.4L10.6 3.4L8 6L10.6 8.6L8.6 10.6L6 8L3.4 10.6L1.4 8.6L4 6Z",
    "M6 11L11.2 1.8H.8Z",
)
_N_COLOURS, _MOST = 6, 24
_RING = "M6 2.2A3.8 3.8 0 1 0 6 9.8A3.8 3.8 0 1 0 6 2.2ZM6 4A2 2 0 1 1 6 8A2 2 0 1 1 6 4Z"


@dataclass(frozen=True, slots=True)
class Mark:
    """A class of the style sheet that has the colour, and an outline in a box of 12 by 12 (SVG path data)."""

    css: str
    outline: str


def mark_of(place: int, name: str) -> Mark:
    """The mark of the class at a place of the order by size; grey dots past 24, grey rings without a name.

    >>> len({mark_of(place, "a") for place in range(24)})
    24
    """
    if not name:
        return Mark("floor", _RING)
    if place >= _MOST:
        return Mark("floor", _SHAPES[0])
    shape = (place + place // _N_COLOURS) % len(_SHAPES)
    return Mark(f"m{place % _N_COLOURS + 1}", _SHAPES[shape])
