"""What somebody typed about a paper, made clean: a text of several lines, or one line."""

from __future__ import annotations

import unicodedata

from tenfold.errors import InputError
from tenfold.look.clean_text import clean_text
from tenfold.wording import worded

__all__ = ["folded_name", "typed_line", "typed_text"]

_MOST_IN_TEXT = 100_000
_MOST_IN_LINE = 200


def typed_text(text: str, what: str) -> str:
    """A text in Markdown. Raises InputError where nothing is left of it, or it is longer than a book."""
    cleaned = clean_text(text)
    if not cleaned:
        raise InputError(
            worded("the {what!s} is empty.", what=what),
            code="TF-PAPER",
            remedy=worded("Nothing was changed."),
        )
    return _short_enough(cleaned, _MOST_IN_TEXT, what)


def typed_line(text: str, what: str) -> str:
    """A name, a tag or the like, on one line. Raises InputError where nothing is left, or it is too long."""
    return _short_enough(" ".join(typed_text(text, what).split()), _MOST_IN_LINE, what)


def folded_name(name: str) -> str:
    """The one form of names that are the same: case, blanks and full width (``：`` for ``:``) do not count."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()


def _short_enough(text: str, most: int, what: str) -> str:
    if len(text) > most:
        raise InputError(
            worded(
                "the {what!s} has {n:,} characters; at most {most:,} are kept.",
                what=what,
                n=len(text),
                most=most,
            ),
            code="TF-PAPER",
            remedy=worded("Nothing was changed. Keep it short, and the rest elsewhere."),
        )
    return text
