"""What a text shows at first sight: its words, or short runs of characters, and its form."""

from __future__ import annotations

import re

__all__ = ["plain_word", "tells"]

_WORD = re.compile(r"[^\W\d_]+(?:['’_-][^\W\d_]+)*|\d+|[^\w\s]{1,3}")
_MOST_READ = 1_000
_LONGEST_RUN = 3
_NEAR = 100


def tells(text: str, *, unspaced: bool = False) -> set[str]:
    """Words in lower case, those in capitals also as they are, numbers, signs; and the form, in guillemets.

    `unspaced`: runs of one to three characters instead of words. Of long texts the first 1,000 characters.

    >>> sorted(tells("FREE entry."))
    ['.', 'FREE', 'entry', 'free', '‹ends with .›', '‹first word free›', '‹last word entry›']
    """
    read = text[:_MOST_READ]
    found = _runs(read) if unspaced else _words(read)
    return found | _form(read, text) | (set() if unspaced else _ends(text))


def plain_word(token: str) -> str | None:
    """The word of a token that says where it stands; None of any other token.

    >>> plain_word("‹last word entry›"), plain_word("entry")
    ('entry', None)
    """
    for place in ("‹first word ", "‹last word "):
        if token.startswith(place):
            return token[len(place) : -1]
    return None


def _ends(text: str) -> set[str]:
    """Where a label is put before or after the text, its word may be a common one elsewhere."""
    words = _WORD.findall(text[:_NEAR]), _WORD.findall(text[-_NEAR:])
    if len(words[0]) < 2:
        return set()
    first = next((word for word in words[0] if word[0].isalnum()), None)
    last = next((word for word in reversed(words[1]) if word[0].isalnum()), None)
    return {
        f"‹{place} word {word.casefold()}›"
        for place, word in (("first", first), ("last", last))
        if word is not None
    }


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
