"""Showing where personal data and secrets stand, without repeating them."""

from __future__ import annotations

from collections.abc import Iterable

from tenfold.desk.personal import find_personal
from tenfold.desk.secrets import find_secrets
from tenfold.desk.spans import Span, without_overlaps

__all__ = ["masked", "masked_around", "masked_piece"]

_AROUND = 24
"""Characters shown before and after."""
_REACH = 20_000
"""A private key is as long as that."""


def masked(value: str, kind: str) -> str:
    """What is left of a value: enough to find it again, too little to use it.

    >>> masked("jane.roe@example.org", "email"), masked("4111 1111 1111 1111", "card")
    ('j…@example.org', '4111…1111')
    """
    if kind == "email":
        name, _, host = value.rpartition("@")
        return f"{name[0] if len(name) > 2 else ''}…@{host}"
    n_shown = {"card": 4, "iban": 4, "phone": 3}.get(kind, 2)
    n_shown = min(n_shown, len(value) // 4)
    n_last = n_shown if kind in ("card", "iban", "phone") else 0
    return f"{value[:n_shown]}…{value[len(value) - n_last :]}"


def masked_around(text: str, span: Span, spans: Iterable[Span]) -> str:
    """A line with `span` in its middle, in which it, all of `spans` and all that else is found are masked.

    The same characters are masked wherever they stand again, be they found there or not.
    """
    every = [span, *spans, *find_personal(text), *find_secrets(text)]
    start, end = max(0, span.start - _AROUND), min(len(text), span.end + _AROUND)
    near = [other for other in every if other.start < end and start < other.end]
    start = min([start, *(other.start for other in near)])  # a value that is cut is not recognised
    end = max([end, *(other.end for other in near)])
    line = _without_values(text[start:end], text, every)
    return f"{'…' if start else ''}{' '.join(line.split())}{'…' if end < len(text) else ''}"


def masked_piece(text: str, start: int, end: int) -> str:
    """Characters `start` to `end` of a text, with the personal data and secrets in them masked.

    They are looked for in the text around, for a value that is cut is not recognised any more.

    >>> masked_piece("mail jane.roe@example.org now", 12, 40)
    'j…@example.org now'
    """
    low = max(0, start - _REACH)
    around = text[low : end + _REACH]
    every = [*find_secrets(around), *find_personal(around)]
    parts, at = [], start
    for found in without_overlaps(every):
        first, last = found.start + low, found.end + low
        if first < end and start < last:
            parts += [text[at:first], masked(text[first:last], found.kind)]
            at = last
    # Of values side by side one may be found here and not there: it is masked wherever it stands.
    return _without_values("".join([*parts, text[at:end]]), around, every)


def _without_values(piece: str, text: str, spans: Iterable[Span]) -> str:
    """`piece`, in which what `spans` of `text` hold is masked wherever it stands."""
    values = {text[span.start : span.end]: span.kind for span in spans}
    for value in sorted(values, key=len, reverse=True):
        piece = piece.replace(value, masked(value, values[value]))
    return piece
