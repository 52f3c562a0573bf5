"""The words by which texts are compared: without case, punctuation and signs."""

from __future__ import annotations

import unicodedata

__all__ = ["words"]

_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x3400, 0x4DBF),  # Han, extension A
    (0x4E00, 0x9FFF),  # Han
    (0xF900, 0xFAFF),  # Han, compatibility
    (0x20000, 0x323AF),  # Han, extensions B to H
)
_WITHIN_WORDS = "'’ʼ"


def words(text: str) -> list[str]:
    r"""The words of a text in order: NFKC, casefold, no punctuation and no signs.

    Apostrophes go without a gap (``don't`` is ``dont``), other punctuation and signs part words
    (``and/or`` is two). In scripts that set no spaces between words (Chinese, Japanese, Thai, Lao,
    Khmer, Burmese) every character is a word.

    >>> words("Don't panic -- it's ONLY 3,50!")
    ['dont', 'panic', 'its', 'only', '3', '50']
    >>> words("很快，好吃 ok")
    ['很', '快', '好', '吃', 'ok']
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return text.translate(_SPACING).casefold().split()


class _Spacing(dict[int, str]):
    """What stands for a character, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character in _WITHIN_WORDS:
            shown = ""
        elif unicodedata.category(character)[0] in "PSZC":
            # Joiners and other invisible format characters part nothing.
            shown = "" if unicodedata.category(character) == "Cf" else " "
        elif any(first <= code <= last for first, last in _UNSPACED):
            shown = f" {character} " if unicodedata.category(character)[0] != "M" else character
        else:
            shown = character
        self[code] = shown
        return shown


_SPACING = _Spacing()
