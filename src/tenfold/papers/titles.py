"""Titles as two copies of a paper share them, however each was typed."""

from __future__ import annotations

import html
import re
import unicodedata

from tenfold.papers.keys import folded

__all__ = ["title_key", "title_words"]

_COMMAND = re.compile(r"\\([A-Za-z]+)\s*|\\[^A-Za-z]")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9:]*(?:\s[^<>]*)?/?>")
_LETTERS = {"ss": "ss", "ae": "ae", "oe": "oe", "aa": "a", "o": "o", "l": "l", "i": "i", "j": "j"}
_WORD = re.compile(r"[^\W_]+")


def title_words(title: str) -> str:
    r"""The words of a title in lower case without accents, TeX, markup and punctuation.

    Signs alone, where it has no word.

    >>> title_words(r"{LoRA}: Low-Rank \emph{Adaptation} f{\"u}r <i>K</i> $\alpha$"), title_words("K α")
    ('lora low rank adaptation fur k α', 'k α')
    """
    if "&" in title or "<" in title:
        title = _TAG.sub("", html.unescape(title))
    if "\\" in title:
        title = _COMMAND.sub(_said_by_command, title)
    said = folded(title.replace("{", "").replace("}", ""))
    return " ".join(_WORD.findall(said)) or "".join(c for c in said if c.isprintable() and c != " ")


def title_key(title: str) -> str:
    r"""The letters and digits of a title alone: equal for two copies that differ in typing only.

    >>> title_key("BERT: Pre-training") == title_key(r"{BERT}: pre training")
    True
    """
    return title_words(title).replace(" ", "")


def _said_by_command(found: re.Match[str]) -> str:
    name = found[1] or ""
    if name.casefold() in _LETTERS:
        return _LETTERS[name.casefold()]
    try:
        return unicodedata.lookup(f"GREEK SMALL LETTER {name.upper()}")
    except KeyError:
        return ""
