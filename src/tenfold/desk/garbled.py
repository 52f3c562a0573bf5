"""Texts whose bytes were once read in the wrong encoding, and what they were."""

from __future__ import annotations

import re

__all__ = ["is_lost", "ungarbled"]

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LOST = "锟斤拷"
"""What GBK makes of two replacement characters in UTF-8."""


def ungarbled(text: str) -> str | None:
    """The text as it was, or None where nothing says that it was garbled.

    UTF-8 read as a Western encoding, and mixtures of these: by ftfy (Speer 2019), which acts only where the
    result is plainly better. UTF-8 read as GBK (``浣犲ソ`` for 你好): where the whole text goes back.
    Entities, quotation marks and width stay as they are.

    >>> ungarbled("schÃ¶n"), ungarbled("浣犲ソ"), ungarbled("schön")
    ('schön', '你好', None)
    """
    if text.isascii():
        return None
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    if is_bad(text):
        mended: str = fix_encoding(text)
        return mended if mended != text else None
    return _read_as_gbk(text) if _HAN.search(text) else None


def _read_as_gbk(text: str) -> str | None:
    """Chinese in UTF-8 that was read as GBK; other text hardly ever is UTF-8 by chance."""
    try:
        before = text.encode("gb18030").decode("utf-8")
    except UnicodeError:
        return None
    return before if len(_HAN.findall(before)) > 1 and before != text else None


def is_lost(text: str) -> bool:
    """Whether characters were replaced for good: what stood there cannot be told."""
    return _LOST in text
