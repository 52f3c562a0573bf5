"""Cutting the lines of a list of references into its entries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import median

from tenfold.papers.keys import folded
from tenfold.papers.references.fields import YEAR_AFTER_NAMES
from tenfold.papers.references.labels import labelled_starts
from tenfold.papers.references.lines import joined
from tenfold.papers.references.names import names_at

__all__ = ["MOST_ENTRIES", "Cut", "cut"]

MOST_ENTRIES = 2_000
"""Entries that are read of one list; the longest surveys have some 1,000."""

_LONGEST = 24
"""Lines of an entry without a label, at most."""

_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d[a-z]?\b")
_ENDS_IN_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d[a-z]?[).]{0,2}$")
_ADDRESS_END = re.compile(r"(?:https?://|www\.|doi\.org|\b10\.\d{4,9}/|arxiv)\S*$", re.IGNORECASE)
_CLOSED = (".", ")", "]", "”", '"', "?", "!", "…")
_INITIAL_END = re.compile(r"(?:^|[\s.-])[^\W\d_a-z]\.$")
_GOES_ON = re.compile(
    r"(?:Ed|Trans|Eds)\. by|In:? |URL|doi|DOI|https?:|arXiv|Retrieved|Available|pp?\.|Vol\.|“|\("
)
_LOOKED_AT = 5  # lines that are read for the authors of an entry


@dataclass(frozen=True, slots=True)
class Cut:
    """The lines at which entries begin, ascending, and the form of their labels (None: there are none)."""

    starts: tuple[int, ...]
    form: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class _Start:
    """A line that may begin an entry: how much speaks for it, and the name to file it under."""

    line: int
    score: float
    family: str
    is_dated: bool


def cut(texts: Sequence[str]) -> Cut:
    """Where entries begin among the lines of a list: by their labels, else by what entries look like.

    Without labels, the starts are chosen together (dynamic programming over those that are possible): an entry
    begins with authors, after a line that is closed; it holds a year; lists are in the order of the authors.
    """
    starts, form = labelled_starts(texts)
    if form is not None:
        return Cut(tuple(starts[:MOST_ENTRIES]), form)
    possible = _possible(texts)
    return Cut(tuple(_chosen(texts, possible)))


def _possible(texts: Sequence[str]) -> list[_Start]:
    usual = median(len(text) for text in texts) if texts else 0
    every = (_start(texts, i, usual) for i in range(len(texts)))
    found = list(islice((start for start in every if start is not None), MOST_ENTRIES))
    n_dated = sum(start.is_dated for start in found)
    if n_dated < 0.4 * len(found):
        return found
    return [s if s.is_dated else _Start(s.line, s.score - 2.5, s.family, False) for s in found]


def _start(texts: Sequence[str], i: int, usual: float) -> _Start | None:
    """What speaks for an entry that begins with line `i`; None: nothing does."""
    score = 0.0
    if i > 0:
        before = texts[i - 1]
        is_closed = before.endswith(_CLOSED) or bool(_ADDRESS_END.search(before[-300:]))
        score += 0.5 if is_closed else -3.0 if not before[-1:].isdigit() else -1.0
        score += 1.0 if len(before) < 0.8 * usual else 0.0
        score += 1.0 if _ENDS_IN_YEAR.search(before[-12:]) else 0.0
        score -= 1.0 if _INITIAL_END.search(before[-4:]) else 0.0
    head = texts[i][:1]
    if i and (
        (head.islower() and not texts[i].startswith(("van ", "von ", "de ", "d'")))
        or head in "&(,;"
    ):
        return None
    if i and (score < -2.5 or _GOES_ON.match(texts[i])):
        return None
    text = joined(texts[i : i + _LOOKED_AT])[:800]
    found = names_at(text)
    if found.is_dash:
        return _Start(i, score + 5.0, "", True)
    dated = YEAR_AFTER_NAMES.match(text[found.end :]) if found.end else None
    score += _for_names(len(found.names), bool(found.closing), found.is_cut_off)
    score += 2.5 if dated else 0.0
    family = folded(found.names[0].family) if found.names else folded(text.split(" ", 1)[0])
    return _Start(i, score, family, bool(dated))


def _for_names(n: int, is_closed: bool, is_cut_off: bool) -> float:
    if n == 0:
        return -2.0
    return (1.5 if n > 1 or is_cut_off else 0.0) + (0.5 if is_closed else -0.5)


def _chosen(texts: Sequence[str], possible: Sequence[_Start]) -> list[int]:
    """The starts with the highest sum; the first line is one of them."""
    if not possible:
        return [0] if texts else []
    years = [0]
    for text in texts:
        years.append(years[-1] + bool(_YEAR.search(text)))
    best: list[float] = []
    came: list[int] = []
    for j, start in enumerate(possible):
        value, previous = (0.0 if start.line == 0 else -6.0), -1
        for i in range(j - 1, -1, -1):
            before = possible[i]
            if start.line - before.line > _LONGEST:
                break
            total = best[i] + _entry(years, before, start.line) + _order(before, start)
            if total > value or previous == -1:
                value, previous = total, i
        best.append(value + start.score)
        came.append(previous)
    ends = [best[i] + _entry(years, s, len(texts)) for i, s in enumerate(possible)]
    at = max(range(len(ends)), key=ends.__getitem__)
    chosen = []
    while at >= 0:
        chosen.append(possible[at].line)
        at = came[at]
    chosen.reverse()
    return chosen if chosen[0] == 0 else [0, *chosen]


def _entry(years: Sequence[int], start: _Start, end: int) -> float:
    """What speaks for the lines from a start up to `end` as one entry."""
    n = end - start.line
    score = 0.0 if years[end] > years[start.line] else -4.0
    return score - 0.4 * max(0, n - 6)


def _order(before: _Start, start: _Start) -> float:
    if not before.family or not start.family:
        return 0.3
    return 0.7 if before.family <= start.family else -1.5
