"""Which letters are beside each other on a QWERTY keyboard."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["NEIGHBOURS"]

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SHIFTS = (0.0, 0.25, 0.75)  # each row begins so many keys farther right
_REACH = 1.2  # keys; the next ones of the own row and those that touch in the rows beside it


def _neighbours() -> Mapping[str, str]:
    places = {
        letter: (number + _SHIFTS[row], row)
        for row, letters in enumerate(_ROWS)
        for number, letter in enumerate(letters)
    }
    return {
        letter: "".join(
            other
            for other, (x2, y2) in places.items()
            if other != letter and (x - x2) ** 2 + (y - y2) ** 2 <= _REACH**2
        )
        for letter, (x, y) in places.items()
    }


NEIGHBOURS: Mapping[str, str] = _neighbours()
"""The neighbours of each small letter, as one string: `NEIGHBOURS["q"] == "wa"`."""
