"""Texts that were decoded by the wrong encoding, put right."""

from __future__ import annotations

from tenfold.desk.cleaning.operation import TextOperation
from tenfold.desk.garbled import ungarbled

__all__ = ["FixEncoding", "fix_encoding"]

_ROUNDS = 8


class FixEncoding(TextOperation):
    """Undo mojibake, as TF-DATA-043 finds it: UTF-8 that was read as a Western encoding or as GBK.

    Quotes, ligatures, width, line ends and HTML stay as they are.
    """

    name = "fix-encoding"
    libraries = ("ftfy",)

    def mend(self, text: str) -> str:
        return fix_encoding(text)


def fix_encoding(text: str) -> str:
    """A text without mojibake, however often it went through the wrong encoding.

    >>> fix_encoding("schÃ¶n"), fix_encoding("“curly” ﬁne")
    ('schön', '“curly” ﬁne')
    """
    fixed = text
    for _ in range(_ROUNDS):
        better = ungarbled(fixed)
        if better is None:
            return fixed
        fixed = better
    return text  # it does not settle, so it is not mojibake
