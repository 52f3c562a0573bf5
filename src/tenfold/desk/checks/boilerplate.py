"""TF-DATA-046: openings and closings that many texts share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int64

from tenfold.desk.check import Check
from tenfold.desk.checks.places import N_PLACES, excerpt
from tenfold.desk.examined import Examined
from tenfold.desk.repeated import repeated_keys, short_keys
from tenfold.findings import Finding, Place, Severity
from tenfold.models.scripts import is_unspaced
from tenfold.wording import worded

__all__ = ["CHECK", "Piece", "boilerplate", "shared_pieces"]

_LEAST_SHARE, _LEAST = {"sentence": 0.005, "words": 0.01}, 8
"""Texts that share a sentence, or loose words, for it to be said: less is how people talk."""

_WARN_FROM = 0.2
_N_WORDS, _N_SIGNS = 6, 10
"""Of loose words (characters, where words are not spaced); the text must have as many more."""

_N_SENTENCE_WORDS, _N_SENTENCE_SIGNS = 3, 6
_MOST_READ = 400
_NEW = 0.2
_BREAK = re.compile(r"[\n\r]+|(?<=[.!?;])[^\S\n\r]+|(?<=[。！？；])")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that texts open or close with, and the positions of these texts, one for each distinct text."""

    side: str
    words: str
    rows: tuple[int, ...]


def shared_pieces(normalised: Sequence[str], lines: Sequence[str]) -> list[Piece]:
    """First and last sentences, lines (from 0.5 % of the distinct texts on), and six words (from 1 % on).

    `normalised` are the texts evened out (repeats count once), `lines` as they are, for line ends. A piece
    nine tenths of whose texts have a commoner piece is left out, and so is one that is a whole text.
    """
    rows = _distinct(normalised)
    unspaced = is_unspaced(normalised[row] for row in rows[:1000].tolist())
    found: list[Piece] = []
    for side in ("opening", "closing"):
        for kind, make in (("sentence", _sentence), ("words", _words)):
            n_least = max(_LEAST, int(np.ceil(_LEAST_SHARE[kind] * len(rows))))
            keys = (make(lines[row], side, unspaced) for row in rows.tolist())
            for group in repeated_keys(short_keys(keys, len(rows)), n_least):
                first = make(lines[rows[group[0]]], side, unspaced)
                assert first is not None, "a key of 0 is none of the repeated ones"
                found.append(Piece(side, first, tuple(rows[group].tolist())))
    return _without_parts(found)


def _distinct(normalised: Sequence[str]) -> Int64[np.ndarray, " distinct"]:
    keys = short_keys(normalised, len(normalised))
    _, first = np.unique(keys, return_index=True)
    return np.sort(first[keys[first] != 0])


def _sentence(text: str, side: str, unspaced: bool) -> str | None:
    """The first or last sentence or line, where there is another one."""
    whole = text.strip()
    near = whole[:_MOST_READ] if side == "opening" else whole[-_MOST_READ:]
    parts = [part for part in _BREAK.split(near) if part.strip()]
    if len(parts) < 2:
        return None
    part = " ".join(parts[0 if side == "opening" else -1].split()).casefold()
    enough = (
        len(part) >= _N_SENTENCE_SIGNS if unspaced else part.count(" ") + 1 >= _N_SENTENCE_WORDS
    )
    return part if enough and any(map(str.isalpha, part)) else None


def _words(text: str, side: str, unspaced: bool) -> str | None:
    near = text.strip()
    near = near[:_MOST_READ] if side == "opening" else near[-_MOST_READ:]
    words: Sequence[str] = near.casefold() if unspaced else near.casefold().split()
    n = _N_SIGNS if unspaced else _N_WORDS
    if len(words) < 2 * n:
        return None
    chosen = words[:n] if side == "opening" else words[-n:]
    piece = ("" if unspaced else " ").join(chosen)
    return piece if sum(map(str.isalpha, piece)) > len(piece) / 2 else None


def _without_parts(pieces: list[Piece]) -> list[Piece]:
    """The commonest first; what says hardly anything new about any text is left out."""
    kept, covered = [], set[tuple[str, int]]()
    for piece in sorted(
        pieces, key=lambda piece: (-len(piece.rows), -len(piece.words), piece.words)
    ):
        new = {(piece.side, row) for row in piece.rows} - covered
        if len(new) > _NEW * len(piece.rows):
            kept.append(piece)
            covered |= new
    return kept


def boilerplate(pieces: Sequence[Piece], n_texts: int) -> Finding:
    """What is shared, and by how many texts; a warning where a fifth of the texts is concerned."""
    n = len({row for piece in pieces for row in piece.rows})
    severity: Severity = "warn" if n >= _WARN_FROM * max(n_texts, 1) else "note"
    return Finding(
        code="TF-DATA-046",
        severity=severity,
        state="found" if pieces else "clean",
        message=worded(
            "{n:,} distinct texts share {m:,} opening or closing with many others."
            if len(pieces) == 1
            else "{n:,} distinct texts share {m:,} openings or closings with many others.",
            n=n,
            m=len(pieces),
        )
        if pieces
        else worded("no opening or closing is shared by many texts."),
        count=n,
        places=tuple(
            Place(
                row=piece.rows[0] + 1,
                excerpt=f"{len(piece.rows):,} × {piece.side}: {excerpt(piece.words)}",
            )
            for piece in pieces[:N_PLACES]
        ),
        remedy=worded(
            "If it is no part of the task, take it out before adding the file; see whether it "
            "goes with one class (TF-DATA-048)."
        )
        if pieces
        else "",
        details={
            "pieces": [
                {"side": piece.side, "words": excerpt(piece.words), "n": len(piece.rows)}
                for piece in pieces[:50]
            ]
        },
    )


def _find(examined: Examined) -> Finding:
    pieces = shared_pieces(examined.normalised, examined.texts)
    return boilerplate(pieces, len(examined.texts))


CHECK = Check(
    code="TF-DATA-046", what="openings and closings shared by many texts", find=_find, is_deep=True
)
