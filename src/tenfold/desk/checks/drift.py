"""TF-DATA-039: splits (or files, or groups) whose texts are told apart by what they mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from jaxtyping import Float32, Int64

from tenfold.data.splits import stream
from tenfold.desk.check import Check
from tenfold.desk.checks.places import N_PLACES, excerpt
from tenfold.desk.distinct import distinct
from tenfold.desk.examined import Examined
from tenfold.desk.normalise import normalised
from tenfold.desk.tell_apart import tell_apart
from tenfold.errors import InputError
from tenfold.findings import Finding, Place
from tenfold.wording import worded

__all__ = ["CHECK", "Drift", "drift", "drift_between", "sides_of"]

_CODE = "TF-DATA-039"
_FEWEST = 30
_MOST = 2_000
_MOST_SIDES = 6
_ALPHA = 0.01
_LEAST_AUC = 0.55
_WARN_AUC = 0.65
_N_WORDS = 8
_N_TYPICAL = 3


@dataclass(frozen=True, slots=True)
class Drift:
    """One pair of sides. AUC with its interval; words and rows (from 0) that are typical of each side."""

    sides: tuple[str, str]
    auc: float
    low: float
    high: float
    n_each: int
    words: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    rows: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())

    @property
    def is_found(self) -> bool:
        """The interval lies above chance, and the AUC is of a size to care about."""
        return self.low > 0.5 and self.auc >= _LEAST_AUC


def drift_between(
    vectors: Float32[np.ndarray, "n width"],
    texts: Sequence[str],
    sides: Sequence[str],
    pair: tuple[str, str],
    *,
    confidence: float,
) -> Drift | None:
    """How well texts of one side are told from those of the other; None under 30 distinct texts a side.

    A copy inside a side counts once; one on both sides stays, in one fold. The larger side is drawn down to
    the smaller, both to 2,000. Words are looked for only where drift is found.
    """
    drawn = _draw(texts, sides, pair)
    if drawn is None:
        return None
    rows, is_second = drawn
    keys = [normalised(texts[row]) for row in rows.tolist()]
    told = tell_apart(vectors[rows], is_second, keys, confidence=confidence)
    found = Drift(pair, told.auc, told.low, told.high, len(rows) // 2)
    if not found.is_found:
        return found
    order = np.argsort(told.scores, kind="stable")
    first = [int(rows[i]) for i in order if is_second[i] == 0][:_N_TYPICAL]
    second = [int(rows[i]) for i in order[::-1] if is_second[i] == 1][:_N_TYPICAL]
    words = _words([texts[row] for row in rows.tolist()], is_second)
    typical = (tuple(first), tuple(second))
    return Drift(pair, told.auc, told.low, told.high, len(rows) // 2, words, typical)


def _draw(
    texts: Sequence[str], sides: Sequence[str], pair: tuple[str, str]
) -> tuple[Int64[np.ndarray, " n"], Int64[np.ndarray, " n"]] | None:
    lots = []
    for side in pair:
        rows = [i for i, own in enumerate(sides) if own == side and texts[i].strip()]
        units = distinct([normalised(texts[i]) for i in rows])
        lots.append(np.array(rows, dtype=np.int64)[units.first])
    n_each = min(len(lots[0]), len(lots[1]), _MOST)
    if n_each < _FEWEST:
        return None
    rng = stream(0, f"drift {pair[0]} {pair[1]}")
    lots = [np.sort(rng.choice(lot, n_each, replace=False)) for lot in lots]
    return np.concatenate(lots), np.repeat(np.array([0, 1], dtype=np.int64), n_each)


def _words(
    texts: Sequence[str], is_second: Int64[np.ndarray, " n"]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The terms with the largest weights for each side in a small `tfidf`; none where no text has a word."""
    from tenfold.models.methods.contract import Inputs, Training
    from tenfold.models.methods.tfidf import Tfidf, TfidfParameters

    parameters = TfidfParameters(max_features=2_000, C=1.0)
    training = Training(Inputs(texts=texts), is_second)
    try:
        fitted = Tfidf().train(training, None, parameters=parameters, classes=("0", "1"), seed=0)
    except InputError:
        return (), ()
    weights = fitted.fitted.weights[:-1]
    order = np.argsort(weights[:, 1] - weights[:, 0], kind="stable")
    first = tuple(fitted.terms[i] for i in order[:_N_WORDS])
    return first, tuple(fitted.terms[i] for i in order[::-1][:_N_WORDS])


def drift(
    vectors: Float32[np.ndarray, "n width"],
    texts: Sequence[str],
    sides: Sequence[str],
    *,
    pairs: Sequence[tuple[str, str]] | None = None,
) -> Finding:
    """Compare sides in pairs (all, or those given).

    Found where the interval lies above 0.5, at 99 % over all pairs together, and the AUC is 0.55 or more; a
    warning from 0.65 on. Over random splits this is found in fewer than 1 of 100 data sets.
    """
    chosen = list(combinations(sorted(set(sides)), 2)) if pairs is None else list(pairs)
    confidence = 1 - _ALPHA / max(1, len(chosen))
    looked_at = [
        looked
        for pair in chosen
        if (looked := drift_between(vectors, texts, sides, pair, confidence=confidence))
    ]
    if not looked_at:
        why = worded("drift: no two sides have {fewest:d} distinct texts each.", fewest=_FEWEST)
        return Finding(_CODE, "note", "skipped", why)
    found = sorted((d for d in looked_at if d.is_found), key=lambda d: -d.auc)
    return Finding(
        code=_CODE,
        severity="warn" if found and found[0].auc >= _WARN_AUC else "note",
        state="found" if found else "clean",
        message=_message(found, looked_at),
        count=len(found),
        places=tuple(Place(excerpt=_said(each)) for each in found[:N_PLACES]),
        remedy=worded(
            "If one stands for where the model will be used, keep it so and say so; else draw test anew: "
            "test = 0.25 under [data]."
        )
        if found
        else "",
        details={"pairs": [_detail(each, texts) for each in looked_at]},
    )


def _message(found: list[Drift], looked_at: list[Drift]) -> str:
    if not found:
        most = max(looked_at, key=lambda d: d.auc)
        return worded(
            "no two are told apart by their texts ({figures!s} at most; 0.5 is chance).",
            figures=_figures(most),
        )
    one = found[0]
    said = worded(
        "{one} and {other} are told apart by their texts: {figures!s}; 0.5 is chance.",
        one=one.sides[0],
        other=one.sides[1],
        figures=_figures(one),
    )
    if len(looked_at) == 1:
        return said
    more = worded("{n:d} of {total:d} pairs differ.", n=len(found), total=len(looked_at))
    return f"{said} {more}"


def _figures(one: Drift) -> str:
    return worded(
        "AUC {auc:.2f} ({low:.2f} to {high:.2f})", auc=one.auc, low=one.low, high=one.high
    )


def _said(one: Drift) -> str:
    named = (
        f"{side} ({', '.join(words[:5])})" if words else side
        for side, words in zip(one.sides, one.words, strict=True)
    )
    return f"{' / '.join(named)}: {_figures(one)}"


def _detail(one: Drift, texts: Sequence[str]) -> dict[str, Any]:
    typical = [[{"row": r + 1, "excerpt": excerpt(texts[r])} for r in rows] for rows in one.rows]
    return {
        "sides": list(one.sides),
        "auc": round(one.auc, 4),
        "low": round(one.low, 4),
        "high": round(one.high, 4),
        "n_each": one.n_each,
        "found": one.is_found,
        "words": [list(words) for words in one.words],
        "typical": typical,
    }


def sides_of(examined: Examined) -> Sequence[str] | None:
    """What is compared: given splits; else the groups of ``--group``, where few; else the files."""
    if len(set(examined.splits or ())) > 1:
        return examined.splits
    if examined.options.group is not None:
        groups = examined.dataset.column(examined.options.group)
        if 1 < len(set(groups)) <= _MOST_SIDES:
            return groups
    sources = examined.dataset.sources
    if 1 < len(sources) <= _MOST_SIDES and sum(s.n_rows for s in sources) == len(examined.texts):
        return [source.file for source in sources for _ in range(source.n_rows)]
    return None


def _find(examined: Examined) -> Finding:
    sides = sides_of(examined)
    if sides is None:
        why = worded(
            "drift between splits: the data came without splits, as one file, and without {most:d} "
            "groups or fewer (--group).",
            most=_MOST_SIDES,
        )
        return Finding(_CODE, "note", "not applicable", why)
    return drift(examined.vectors, examined.texts, sides, pairs=_pairs(sides))


def _pairs(sides: Sequence[str]) -> list[tuple[str, str]]:
    """Train against each other; without a train, all pairs of the largest few."""
    most = [side for side, _ in Counter(sides).most_common(_MOST_SIDES)]
    if "train" in sides:
        return [("train", side) for side in most if side != "train"]
    return list(combinations(sorted(most), 2))


CHECK = Check(
    code=_CODE,
    what="drift between splits",
    find=_find,
    needs=("text", "vectors"),
    reads=("group", "files"),
    is_deep=True,
)
"""The texts of the split ``test`` are looked at too; no label is read."""
