"""When two texts count as the same."""

from __future__ import annotations

import unicodedata

__all__ = ["normalised"]


def normalised(text: str) -> str:
    r"""NFKC, casefold, white space collapsed and stripped; punctuation stays.

    >>> normalised("  Where IS\tmy card? ")
    'where is my card?'
    """
    if text.isascii():
        return " ".join(text.casefold().split())
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
