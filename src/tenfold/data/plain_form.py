"""The form in which names are compared that only look alike."""

from __future__ import annotations

import unicodedata

__all__ = ["plain_form"]


def plain_form(name: str) -> str:
    r"""Unicode NFC, without invisible characters and without white space around it.

    >>> plain_form(" cafe\u0301\u200b")
    'café'
    """
    if name.isascii():
        return name.strip()
    seen = (c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c) != "Cf")
    return "".join(seen).strip()
