"""Characters that a reader does not see, or sees as something else, told from those that belong."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from tenfold.models.scripts import script_of

__all__ = ["character_name", "find_invisible"]

_SUSPECT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\uffff"
    "\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_JOINERS = "\u200c\u200d"
_MARKS = "\u200e\u200f\u061c"
_JOINED_SCRIPTS = re.compile(
    "Arabic|Syriac|Mongolian|Nko|Devanagari|Bengali|Gurmukhi|Gujarati|Oriya|Tamil|Telugu|Kannada"
    "|Malayalam|Sinhala|Khmer|Myanmar|Tibetan"
)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_FLAG = "\U0001f3f4"
_CONTROLS = {0: "NULL", 7: "BELL", 8: "BACKSPACE", 11: "VERTICAL TAB", 12: "FORM FEED",
             27: "ESCAPE", 127: "DELETE", 133: "NEXT LINE"}  # fmt: skip


def find_invisible(text: str) -> list[int]:
    """Positions of control, zero-width, direction, private-use and replacement characters.

    Not of those that belong: joiners within emoji and in scripts that join letters (Persian, Hindi),
    variation selectors after a sign or a Han character, marks of direction in texts with right-to-left letters,
    the tags of a flag, tabs and line ends.
    """
    if not _SUSPECT.search(text):
        return []
    return list(_strange(text))


def _strange(text: str) -> Iterator[int]:
    has_right_to_left = bool(_RIGHT_TO_LEFT.search(text))
    in_flag = False
    for match in _SUSPECT.finditer(text):
        at, character = match.start(), match.group()
        is_tag = "\U000e0020" <= character <= "\U000e007f"
        in_flag = is_tag and at > 0 and (text[at - 1] == _FLAG or in_flag)
        if not (in_flag or _belongs(text, at, character, has_right_to_left)):
            yield at


def _belongs(text: str, at: int, character: str, has_right_to_left: bool) -> bool:
    before = text[at - 1] if at else ""
    after = text[at + 1 : at + 2]
    if character in _JOINERS:
        return _is_joined(before) and (character == "\u200c" or not after.isascii() or not after)
    if character in _MARKS:
        return has_right_to_left
    if "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef":
        return bool(before) and not (before.isascii() and before.isalpha()) and not before.isspace()
    return False


def _is_joined(character: str) -> bool:
    """After which a joiner has work to do: emoji (their skin tones, selectors), joined letters."""
    if not character or character.isascii():
        return False
    category = unicodedata.category(character)
    is_sign = category in ("So", "Sk") or "\ufe00" <= character <= "\ufe0f"
    return is_sign or bool(_JOINED_SCRIPTS.fullmatch(script_of(character)))


def character_name(character: str) -> str:
    r"""The code point and its name, for people.

    >>> character_name("\u200b"), character_name("\x07")
    ('U+200B ZERO WIDTH SPACE', 'U+0007 BELL')
    """
    point = ord(character)
    category = unicodedata.category(character)
    other = {"Cc": "control", "Co": "private use"}.get(category, "not a character")
    name = unicodedata.name(character, "") or _CONTROLS.get(point, other)
    return f"U+{point:04X} {name}"
