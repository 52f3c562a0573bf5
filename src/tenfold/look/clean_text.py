"""What somebody typed, without what a terminal would obey."""

from __future__ import annotations

import unicodedata

from tenfold.errors import InputError

__all__ = ["clean_text"]


def clean_text(text: str) -> str:
    """Without blanks around it; what a terminal would obey, such as escape codes, becomes a visible mark.

    Raises InputError where it holds what is not UTF-8.
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise InputError(
            "the text is not UTF-8.", code="TF-TEXT", remedy="Nothing was changed."
        ) from None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    return "".join(map(_visible, lines)).strip()


def _visible(character: str) -> str:
    is_control = character != "\n" and unicodedata.category(character) == "Cc"
    return "\N{REPLACEMENT CHARACTER}" if is_control else character
