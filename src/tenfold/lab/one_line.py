"""A text that stands on one line, as entries of lists do."""

from __future__ import annotations

import unicodedata

from tenfold.errors import InputError
from tenfold.wording import worded

__all__ = ["MOST_LETTERS", "one_line", "required_line"]

MOST_LETTERS = 500
_UNSEEN = {"Cc", "Cs", "Zl", "Zp"}  # control characters, halves of pairs, separators of lines


def one_line(text: str) -> str:
    r"""White space made single, what moves a terminal's cursor or cannot be stored taken out, cut if long.

    >>> one_line(" Group\n meeting ")
    'Group meeting'
    """
    line = _seen(text)
    return line if len(line) <= MOST_LETTERS else line[: MOST_LETTERS - 1].rstrip() + "…"


def required_line(text: str, what: str) -> str:
    """The same of a text that somebody typed. Raises InputError where nothing is left, or it is too long."""
    line = _seen(text)
    if not line:
        raise InputError(
            worded("{what!s} needs a text.", what=what),
            code="TF-LAB",
            remedy=worded("Say in a few words what it is."),
        )
    if len(line) > MOST_LETTERS:
        raise InputError(
            worded(
                "the text of {what!s} is longer than {most} characters.",
                what=what,
                most=MOST_LETTERS,
            ),
            code="TF-LAB",
            remedy=worded("Keep it short, and write the rest into a note: tenfold note"),
        )
    return line


def _seen(text: str) -> str:
    seen = "".join(" " if unicodedata.category(c) in _UNSEEN else c for c in text)
    return " ".join(seen.split())
