"""Sentences that are made of a template and values, so that they can be said in another language too."""

from __future__ import annotations

__all__ = ["worded"]


def worded(template: str, /, **values: object) -> str:
    """The finished English sentence: what is printed, stored and thrown.

    The template has to stand in the call as it is (or as one of two, chosen by ``if``):
    `scripts/translations.py` collects it from there, and `tenfold.retelling` finds it again behind the
    finished sentence. A field with ``!s`` holds words that are sentences or names with a translation of
    their own; what comes from data goes into any other field, and stays as it is.

    >>> worded("{n:,} of {total} texts are empty.", n=1200, total=5000)
    '1,200 of 5000 texts are empty.'
    """
    return template.format(**values)
