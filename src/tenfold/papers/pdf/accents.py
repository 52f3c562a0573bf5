"""Accents that a document sets as signs of their own, put onto their letters."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["with_accents"]

_COMBINING = {
    "´": "\u0301", "¨": "\u0308", "ˆ": "\u0302", "˜": "\u0303", "ˇ": "\u030c", "˘": "\u0306",
    "˙": "\u0307", "¯": "\u0304", "˚": "\u030a", "˝": "\u030b", "`": "\u0300",
}  # fmt: skip
_BEFORE = re.compile(r"([´¨ˆ˜ˇ˘˙¯˚˝]|(?<=[^\W\d_])`)([A-Za-zıȷ])")  # ` opens a quote elsewhere
_CEDILLA = re.compile(r"([cCsStT])¸|¸([cCsStT])")
_DOTLESS = {"ı": "i", "ȷ": "j"}


def with_accents(text: str) -> str:
    """The same text with its accents on their letters.

    LaTeX's first encoding (OT1, still its default) draws the accent and then the letter, so that the text of
    the file has two signs. An accent before a letter that never bears it stays as it is.

    >>> with_accents("Kar¨en and R¨uckl´e, Franc¸ois, na¨ıve")
    'Karën and Rücklé, François, naïve'
    """
    if text.isascii() and "`" not in text:
        return text
    text = _CEDILLA.sub(lambda m: unicodedata.normalize("NFC", (m[1] or m[2]) + "\u0327"), text)
    return _BEFORE.sub(_composed, text)


def _composed(found: re.Match[str]) -> str:
    letter = _DOTLESS.get(found[2], found[2])
    whole = unicodedata.normalize("NFC", letter + _COMBINING[found[1]])
    return whole if len(whole) == 1 else found[0]
