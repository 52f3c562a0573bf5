"""What a text shows at first sight: its words, or short runs of characters, and its form."""

from __future__ import annotations

import re

__all__ = ["tells"]

_WORD = re.compile(r"[^\W\d_]+(?:['’_-][^\W\d_]+)*|\d+|[^\w\s]{1,3}")
_MOST_READ = 1_000
_LONGEST_RUN = 3


def tells(text: str, *, unspaced: bool = False) -> set[str]:
    """Words in lower case, those in capitals also as they are, numbers, signs; and the form, in guillemets.

    `unspaced`: runs of one to three characters instead of words. Of long texts the first 1,000 characters.

    >>> sorted(tells("FREE entry, now."))
    [',', '.', 'FREE', 'entry', 'free', 'now', '‹ends with .›']
    """
    read = text[:_MOST_READ]
    found = _runs(read) if unspaced else _words(read)
    return found | _form(read, text)


def _words(text: str) -> set[str]:
    words = set(_WORD.findall(text))
    return {word.casefold() for word in words} | {w for w in words if len(w) > 1 and w.isupper()}


def _runs(text: str) -> set[str]:
    found: set[str] = set()
    for part in text.casefold().split():
        for length in range(1, _LONGEST_RUN + 1):
            found |= {part[i : i + length] for i in range(len(part) - length + 1)}
    return found


def _form(read: str, text: str) -> set[str]:
    inner = text.strip()
    if not inner:
        return set()
    forms = {
        f"‹ends with {inner[-1]}›": not inner[-1].isalnum(),
        "‹ends without a sign›": inner[-1].isalnum(),
        "‹begins in lower case›": inner[0].islower(),
        "‹begins with white space›": text[0].isspace(),
        "‹ends with white space›": text[-1].isspace(),
        "‹all capitals›": read.isupper(),
        "‹no capitals›": read.islower(),
        "‹several lines›": "\n" in inner,
        "‹stands in quotes›": inner[0] in "\"'“«" and inner[-1] in "\"'”»" and len(inner) > 1,
    }
    return {form for form, holds in forms.items() if holds}
