"""The labels in front of printed references: [1], 1., (1), [ABC20]."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

__all__ = ["is_labelled", "label_of", "labelled_starts"]

_BRACKETED = re.compile(r"\[(\d{1,4})\]\s*")
_ROUND = re.compile(r"\((\d{1,4})\)\s*")
_DOTTED = re.compile(r"(\d{1,4})\.(?:\s+|(?=[A-Z])|$)")
_BARE = re.compile(r"(\d{1,4})\s+(?=[^\W\d_a-z])")
_LETTERS = re.compile(
    r"\[([A-Za-zÀ-ž+*]{1,8}(?:[\s.-][A-Za-z+]{1,5})?[’']?\d{2}(?:\d\d)?[a-z]{0,2})\]\s*"
)
_NAMED = re.compile(r"\[([^\[\]]{2,60}?,?\s*\(?\d{4}[a-z]?\)?)\]\s*")
_NUMBERED = (_BRACKETED, _DOTTED, _ROUND, _BARE)
_LOST = 3  # so many labels in a row may be lost in the text
_NEAR = 60  # lines that one entry may have at most where the next label is looked for


def is_labelled(text: str) -> bool:
    """Whether a line begins with a label in brackets, or with a number and a full stop."""
    return any(form.match(text) for form in (_BRACKETED, _LETTERS, _NAMED, _DOTTED))


def label_of(text: str, form: re.Pattern[str]) -> tuple[str, str]:
    """The label that an entry begins with, and the rest."""
    found = form.match(text)
    return (found[1], text[found.end() :]) if found else ("", text)


def labelled_starts(texts: Sequence[str]) -> tuple[list[int], re.Pattern[str] | None]:
    """The lines where labelled entries begin, and the form of the labels; none where the list has no labels."""
    ways: list[tuple[Callable[[], list[int]], re.Pattern[str]]] = [
        *((_counting(texts, form), form) for form in _NUMBERED),
        *((_all(texts, form), form) for form in (_LETTERS, _NAMED)),
    ]
    found = [(way(), form) for way, form in ways]
    starts, best = max(found, key=lambda pair: len(pair[0]))
    n_needed = 2 if best is not _BARE else 4
    if len(starts) < n_needed or starts[0] > 3 or len(starts) * _NEAR < len(texts) // 2:
        return [], None
    return starts, best


def _all(texts: Sequence[str], form: re.Pattern[str]) -> Callable[[], list[int]]:
    return lambda: [i for i, text in enumerate(texts) if form.match(text)]


def _counting(texts: Sequence[str], form: re.Pattern[str]) -> Callable[[], list[int]]:
    """Lines whose numbers count upwards: a year at the beginning of a line is no label."""

    def starts() -> list[int]:
        found: list[int] = []
        last = None
        for i, text in enumerate(texts):
            match = form.match(text)
            if match is None:
                continue
            number = int(match[1])
            if last is None and number > 400:
                continue
            if last is None or last < number <= last + (1 if form in (_BARE, _DOTTED) else _LOST):
                found.append(i)
                last = number
        return found

    return starts
