"""TF-DATA-040: nearly empty texts, and extremely long ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Int64

from tenfold.desk.check import Check
from tenfold.desk.checks.places import N_PLACES, places
from tenfold.desk.examined import Examined
from tenfold.findings import Finding
from tenfold.models.scripts import script_of
from tenfold.wording import worded

__all__ = ["CHECK", "lengths_finding"]

_TIMES_MEDIAN = 10
"""A text is extreme from 10 times the median length on, if it also is far out among the others."""

_FAR_OUT = 3.0
"""So many interquartile ranges above the third quartile, of the lengths' logarithms (Tukey 1977)."""

_N_BINS = 40
_QUANTILES = (0.0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0)
_WARN_FROM = 0.01


def lengths_finding(texts: Sequence[str]) -> Finding:
    """Texts that hold next to nothing, and texts far longer than the others. Lengths are in characters.

    Nearly empty: at most two letters or digits, in scripts where a character is a word none; empty
    texts are TF-DATA-027.
    """
    lengths = np.fromiter((len(text) for text in texts), dtype=np.int64, count=len(texts))
    short = [row for row, text in enumerate(texts) if len(text) < 40 and is_nearly_empty(text)]
    limit = _longest_usual(lengths)
    long = np.flatnonzero(lengths > limit).tolist()
    long.sort(key=lambda row: -lengths[row])
    n = len(short) + len(long)
    n_short = min(len(short), N_PLACES - min(len(long), 2))
    return Finding(
        code="TF-DATA-040",
        severity="warn" if len(short) >= _WARN_FROM * len(texts) else "note",
        state="found" if n else "clean",
        message=_message(lengths, len(short), len(long)),
        count=n,
        places=places([*short[:n_short], *long], texts) if n else (),
        remedy=worded(
            "Look at them; if they are no examples: tenfold data clean {name} --drop-rows FILE",
            name="NAME",
        )
        if n
        else "",
        details={
            **_distribution(lengths),
            "n_nearly_empty": len(short),
            "n_extreme": len(long),
            "extreme_from": limit,
        },
    )


def is_nearly_empty(text: str) -> bool:
    r"""Something is there, but no more than two letters or digits; a Chinese character is a word.

    >>> [is_nearly_empty(text) for text in ("?", "ok", "yes", "好", "\ufeff")]
    [True, True, False, False, False]
    """
    kept = [character for character in text if character.isalnum()]
    is_empty = not any(character.isprintable() and character != " " for character in text)
    if len(kept) > 2 or is_empty:
        return False
    return not any(script_of(c) in ("Han", "Hiragana", "Katakana", "Hangul") for c in kept)


def _longest_usual(lengths: Int64[np.ndarray, " n"]) -> int:
    full = lengths[lengths > 0]
    if not len(full):
        return 0
    low, middle, high = np.quantile(np.log(full), [0.25, 0.5, 0.75])
    far_out = np.exp(high + _FAR_OUT * (high - low))
    return int(max(far_out, _TIMES_MEDIAN * np.exp(middle)))


def _message(lengths: Int64[np.ndarray, " n"], n_short: int, n_long: int) -> str:
    if not len(lengths):
        return worded("there are no texts.")
    middle, longest = int(np.median(lengths)), int(lengths.max())
    said = []
    if n_short:
        said.append(
            worded(
                "{n:,} text holds at most two letters"
                if n_short == 1
                else "{n:,} texts hold at most two letters",
                n=n_short,
            )
        )
    if n_long:
        said.append(_long_said(n_long, is_second=bool(n_short)))
    if not said:
        return worded(
            "half of the texts have {middle:,} characters or fewer, the longest {longest:,}; none "
            "stands out.",
            middle=middle,
            longest=longest,
        )
    return worded(
        "{said!s} (half of the texts have {middle:,} characters or fewer, the longest {longest:,}).",
        said="; ".join(said),
        middle=middle,
        longest=longest,
    )


def _long_said(n: int, *, is_second: bool) -> str:
    if is_second:
        return worded(
            "{n:,} is {times:d} times the usual length or more"
            if n == 1
            else "{n:,} are {times:d} times the usual length or more",
            n=n,
            times=_TIMES_MEDIAN,
        )
    return worded(
        "{n:,} text is {times:d} times the usual length or more"
        if n == 1
        else "{n:,} texts are {times:d} times the usual length or more",
        n=n,
        times=_TIMES_MEDIAN,
    )


def _distribution(lengths: Int64[np.ndarray, " n"]) -> dict[str, Any]:
    """Quantiles, and a histogram whose bins are equally wide on a logarithmic axis."""
    if not len(lengths):
        return {"quantiles": {}, "histogram": {"edges": [], "counts": []}}
    edges = np.unique(np.geomspace(1, max(int(lengths.max()), 2) + 1, _N_BINS + 1).astype(np.int64))
    counts, _ = np.histogram(np.maximum(lengths, 1), bins=edges)
    return {
        "quantiles": {str(q): float(np.quantile(lengths, q)) for q in _QUANTILES},
        "histogram": {"edges": edges.tolist(), "counts": counts.tolist()},
    }


def _find(examined: Examined) -> Finding:
    return lengths_finding(examined.texts)


CHECK = Check(code="TF-DATA-040", what="lengths", find=_find)
