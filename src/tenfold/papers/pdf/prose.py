"""Lines of a page as running text."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["joined"]

_BROKEN = re.compile(r"[^\W\d_]-$")


def joined(lines: Iterable[str]) -> str:
    """Lines as one, with words that were broken over two put together again.

    A hyphen before a small letter goes; so does that of a word that is always written with one, since the page
    does not tell which it is.

    >>> joined(["low-rank adap-", "tation of", "Hu-", "Shen"])
    'low-rank adaptation of Hu-Shen'
    """
    parts: list[str] = []
    for line in filter(None, (" ".join(one.split()) for one in lines)):
        is_broken = bool(parts) and _BROKEN.fullmatch(parts[-1][-2:]) is not None
        if is_broken and line[0].islower():
            parts[-1] = parts[-1][:-1]
        elif parts and not is_broken:
            parts.append(" ")
        parts.append(line)
    return "".join(parts)
