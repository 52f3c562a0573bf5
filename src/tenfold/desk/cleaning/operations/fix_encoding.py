"""Texts that were decoded by the wrong encoding, put right."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from tenfold.desk.cleaning.operation import TextOperation

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

__all__ = ["FixEncoding", "fix_encoding"]

_ROUNDS = 8


class FixEncoding(TextOperation):
    """Undo mojibake: UTF-8 that was read as Latin-1, Windows-1252 and the like.

    By ftfy (Speer 2019), its repair of encodings alone: quotes, ligatures, width, line ends and HTML
    stay as they are.
    """

    name = "fix-encoding"
    libraries = ("ftfy",)

    def mend(self, text: str) -> str:
        return fix_encoding(text)


def fix_encoding(text: str) -> str:
    """A text without mojibake.

    >>> fix_encoding("schÃ¶n")
    'schön'
    >>> fix_encoding("“curly” ﬁne")
    '“curly” ﬁne'
    """
    if text.isascii():
        return text
    import ftfy

    fixed = text
    for _ in range(_ROUNDS):
        before, fixed = fixed, ftfy.fix_encoding(fixed, _config())
        if fixed == before:
            return fixed
    return text  # it does not settle, so it is not mojibake


@cache
def _config() -> TextFixerConfig:
    from ftfy import TextFixerConfig

    return TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
        explain=False,
    )
