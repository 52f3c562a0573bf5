"""Characters that nobody sees, taken out."""

from __future__ import annotations

from collections import Counter

from tenfold.desk.cleaning.operation import TextOperation
from tenfold.desk.invisible import find_invisible

__all__ = ["StripControls", "strip_controls"]

_SPACES = "\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029"
"""Controls that separate words or lines: a space takes their place."""

_LOST = "\ufffd"
"""Stands where a character was lost, which is worth knowing: it stays."""


class StripControls(TextOperation):
    """Take out control and invisible characters, as TF-DATA-045 finds them.

    Those that belong stay: tabs, line ends, joiners of emoji and of Indic and Persian words, marks of
    direction in right-to-left texts, tags of flags. The replacement character stays too: what it stands for
    must come from the source.
    """

    name = "strip-controls"

    def mend(self, text: str) -> str:
        return strip_controls(text)

    def note(self, before: str) -> str:
        found = Counter(f"U+{ord(before[at]):04X}" for at in _removable(before))
        return ", ".join(f"{name} × {n}" if n > 1 else name for name, n in found.most_common(4))


def strip_controls(text: str) -> str:
    r"""A text without control and invisible characters.

    >>> strip_controls("a\x00b\u200bc\td")
    'abc\td'
    """
    while found := set(_removable(text)):  # what goes may leave a joiner with nothing to join
        pieces = ((" " if c in _SPACES else "") if i in found else c for i, c in enumerate(text))
        text = "".join(pieces)
    return text


def _removable(text: str) -> list[int]:
    return [at for at in find_invisible(text) if text[at] != _LOST]
