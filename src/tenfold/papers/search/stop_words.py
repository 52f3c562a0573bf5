"""Small English words that a search by words does not ask for, unless within quotes."""

from __future__ import annotations

__all__ = ["STOP_WORDS"]

_WORDS = """
a about an and any are as at be been but by can could did do does for from had has have how if in into is it
its may more most no not of on or our out over should so some such than that the their them then there these
they this those to under up was we were what when where which while who whom whose why will with would you your
"""

STOP_WORDS = frozenset(_WORDS.split())
