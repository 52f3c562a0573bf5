"""TF-DATA-045: control, zero-width, direction, private-use and replacement characters."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence

from tenfold.desk.check import Check
from tenfold.desk.checks.places import N_PLACES
from tenfold.desk.examined import Examined
from tenfold.desk.garbled import ungarbled
from tenfold.desk.invisible import character_name, find_invisible
from tenfold.desk.masking import masked_piece
from tenfold.findings import Finding, Place
from tenfold.wording import worded

__all__ = ["CHECK", "invisible_characters"]

_AROUND = 20
_WARN_FROM = 0.01
_MOST_NAMED = 4
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_REPLACED = "\ufffd"


def invisible_characters(texts: Sequence[str]) -> Finding:
    """Characters that one does not see, named and counted.

    A text that overrides its direction is read otherwise than it is stored, and ``U+FFFD`` stands for what
    was lost: one of either is a warning.
    """
    found = [(row, at) for row, text in enumerate(texts) if (at := _unseen(text))]
    counts = Counter(texts[row][i] for row, at in found for i in at)
    is_grave = bool(counts.keys() & {*_DIRECTION, _REPLACED})
    return Finding(
        code="TF-DATA-045",
        severity="warn" if is_grave or len(found) >= _WARN_FROM * max(len(texts), 1) else "note",
        state="found" if found else "clean",
        message=_message(len(found), counts)
        if found
        else worded("no text holds characters that one does not see."),
        count=len(found),
        places=_places(found, texts, counts),
        remedy=_remedy(counts) if found else "",
        details={"characters": {character_name(c): n for c, n in counts.most_common(100)}},
    )


def _message(n_texts: int, counts: Counter[str]) -> str:
    kinds = ", ".join(f"{character_name(c)} ({n:,})" for c, n in counts.most_common(_MOST_NAMED))
    others = len(counts) - _MOST_NAMED
    if others <= 0:
        return worded(
            "{n:,} text holds characters that one does not see: {kinds}."
            if n_texts == 1
            else "{n:,} texts hold characters that one does not see: {kinds}.",
            n=n_texts,
            kinds=kinds,
        )
    more = worded("{n:,} other kind" if others == 1 else "{n:,} other kinds", n=others)
    return worded(
        "{n:,} text holds characters that one does not see: {kinds} and {more!s}."
        if n_texts == 1
        else "{n:,} texts hold characters that one does not see: {kinds} and {more!s}.",
        n=n_texts,
        kinds=kinds,
        more=more,
    )


def _remedy(counts: Counter[str]) -> str:
    lost = {c for c in counts if c == _REPLACED or unicodedata.category(c) == "Co"}
    said = []
    if counts.keys() - lost:
        said.append(
            worded("Take them out: tenfold data clean {name} --strip-controls", name="NAME")
        )
    if lost:
        said.append(
            worded("What a private-use or replacement character stood for, only the source knows")
        )
    return ". ".join(said)


def _unseen(text: str) -> list[int]:
    """Controls that are letters of another encoding are left to TF-DATA-043, which restores them."""
    at = find_invisible(text)
    is_garbled = any("\x80" <= text[i] <= "\x9f" for i in at)
    mended = ungarbled(text) if is_garbled else None
    return at if mended is None or find_invisible(mended) else []


def _places(
    found: Sequence[tuple[int, list[int]]], texts: Sequence[str], counts: Counter[str]
) -> tuple[Place, ...]:
    """Texts with the rarer characters first: a common one needs no second place."""
    rarest = sorted(found, key=lambda each: min(counts[texts[each[0]][i]] for i in each[1]))
    return tuple(
        Place(row=row + 1, excerpt=_named_around(texts[row], at[0]))
        for row, at in rarest[:N_PLACES]
    )


def _named_around(text: str, at: int) -> str:
    """The neighbourhood, each character that is not seen by its code point in brackets."""
    start = max(0, at - _AROUND)
    strange = {text[i] for i in find_invisible(text) if start <= i < at + _AROUND}
    piece = masked_piece(text, start, at + _AROUND)
    return " ".join("".join(f"[U+{ord(c):04X}]" if c in strange else c for c in piece).split())


def _find(examined: Examined) -> Finding:
    return invisible_characters(examined.texts)


CHECK = Check(code="TF-DATA-045", what="characters that one does not see", find=_find)
