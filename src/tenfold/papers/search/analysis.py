"""Texts as the words that are indexed: lower case, without accents, English stems; Chinese by character.

A Chinese word is found as its characters side by side, so a word of two characters (or of one, or of five)
is found exactly, without a dictionary and without an index of all pairs.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tantivy import TextAnalyzer

__all__ = ["ANALYSIS_VERSION", "WORD", "Analysis", "analyser", "prepared", "tokens_of"]

ANALYSIS_VERSION = 1
"""Raise it when the same text would give other words: the index is then built anew."""

Analysis = Literal["english", "plain"]
"""With English stems (running text), or the words as they are (names)."""

_LONGEST_WORD = 100
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"
_CHARACTER = re.compile(f"[{_CJK}]")
WORD = re.compile(f"[{_CJK}]|[^\\W_{_CJK}]+")
"""A word of a text as it is written: letters and digits side by side, or one East Asian character."""


@cache
def analyser(kind: Analysis) -> TextAnalyzer:
    """The analyser that the index uses for a kind of field, after `prepared`."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(_LONGEST_WORD))
    builder = builder.filter(Filter.lowercase()).filter(Filter.ascii_fold())
    if kind == "english":
        builder = builder.filter(Filter.stemmer("english"))
    return builder.build()


def prepared(text: str) -> str:
    """A text for the analyser: one form of each character, East Asian ones each a word of their own.

    >>> prepared("LoRA 机器翻译").split()
    ['LoRA', '机', '器', '翻', '译']
    """
    if text.isascii():
        return text
    whole = text.encode("utf-8", "replace").decode()  # half of a surrogate pair is no character
    return _CHARACTER.sub(r" \g<0> ", unicodedata.normalize("NFKC", whole))


@lru_cache(maxsize=50_000)
def tokens_of(text: str, kind: Analysis) -> tuple[str, ...]:
    """The words of a text as they stand in the index."""
    return tuple(analyser(kind).analyze(prepared(text)))
