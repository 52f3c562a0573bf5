"""Characters that nobody sees, taken out."""

from __future__ import annotations

import re
from collections import Counter

from tenfold.desk.cleaning.operation import TextOperation

__all__ = ["StripControls", "strip_controls"]

_SPACES = re.compile("[\x0b\x0c\x1c-\x1f\x85]")
"""Controls that separate words or lines: a space takes their place."""

_FLAG = "\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"
_UNSEEN = re.compile(
    f"({_FLAG})|"
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # controls, but for tab, line feed and carriage return
    "\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb"  # invisible: soft hyphen, zero width ...
    "\u202a-\u202e\u2066-\u2069"  # overrides and isolates of direction
    "\U000e0001\U000e0020-\U000e007f]"  # tags: only the flags of England and others need them
)


class StripControls(TextOperation):
    """Take out control and invisible characters.

    Tabs, line ends, the joiners of emoji and Indic and Persian words, right-to-left marks and the tags of
    flags stay: texts need them.
    """

    name = "strip-controls"

    def mend(self, text: str) -> str:
        return strip_controls(text)

    def note(self, before: str) -> str:
        found = Counter(
            f"U+{ord(match[0]):04X}"
            for pattern in (_SPACES, _UNSEEN)
            for match in pattern.finditer(before)
            if len(match[0]) == 1
        )
        return ", ".join(f"{name} × {n}" if n > 1 else name for name, n in found.most_common(4))


def strip_controls(text: str) -> str:
    r"""A text without control and invisible characters.

    >>> strip_controls("a\x00b\u200bc\td")
    'abc\td'
    """
    if text.isascii() and text.isprintable():
        return text
    return _UNSEEN.sub(lambda match: match[1] or "", _SPACES.sub(" ", text))
