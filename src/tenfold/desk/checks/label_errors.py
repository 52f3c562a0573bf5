"""TF-DATA-036: labels that are probably wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Float, Float32, Int64

from tenfold.desk.check import Check
from tenfold.desk.checks.classes import FEWEST_EXAMPLES
from tenfold.desk.checks.places import N_PLACES, excerpt
from tenfold.desk.distinct import distinct
from tenfold.desk.doubt import class_probabilities
from tenfold.desk.examined import Examined
from tenfold.desk.normalise import normalised
from tenfold.findings import Finding, Place
from tenfold.wording import worded

__all__ = ["CHECK", "label_errors", "probable_errors"]

_CODE = "TF-DATA-036"
_MOST_CLASSES = 500
_MOST_LISTED = 2_000
_REMEDY = worded(
    "Write them out with --suspects FILE.csv, the most doubtful first, and fill in its column decision "
    "(keep, relabel, drop); then: tenfold data clean {name} --relabel FILE.csv",
    name="NAME",
)
_WEAK = 0.85
"""Where fewer labels are borne out, the classes overlap for the encoder: on Chinese reviews, which the embedded
one can hardly read, 77 % were, and half of the first twenty suspects were right."""


def probable_errors(
    probabilities: Float[np.ndarray, "n classes"], labels: Int64[np.ndarray, " n"]
) -> Int64[np.ndarray, " suspects"]:
    """Positions of the examples whose label is probably wrong, the most doubtful first.

    How many: the off-diagonal count of the confident joint (Northcutt, Jiang & Chuang 2021, as cleanlab
    estimates it). Which: those with the least probability of their own label, among those where another
    class is likelier.
    """
    from cleanlab.count import num_label_issues

    n = int(num_label_issues(labels, probabilities))
    own = probabilities[np.arange(len(labels)), labels]
    order = np.argsort(own, kind="stable")
    doubtful = order[probabilities.argmax(axis=1)[order] != labels[order]]
    return np.asarray(doubtful[:n])


def label_errors(
    vectors: Float32[np.ndarray, "n width"],
    texts: Sequence[str],
    labels: Sequence[str],
    *,
    rows: Sequence[int] | None = None,
) -> Finding:
    """Rank the labels by what the other examples say of them.

    Copies count once, and none vouches for another. Classes with fewer than five distinct texts are not
    judged, nor suggested. `rows` (from 0) are those of the data; by default 0, 1, ... Each suspect in
    ``details["suspects"]`` has its `row` (from 1), `label`, `suggested` label, the `probability` of that,
    and `score`, the probability of the label it has: low is doubtful. ``details["borne_out"]``: the share of
    labels that the other examples would give too.
    """
    rows = range(len(texts)) if rows is None else rows
    pairs = list(zip(map(normalised, texts), labels, strict=True))
    classes = _judged_classes(pairs)
    if not 2 <= len(classes) <= _MOST_CLASSES:
        return _unjudged(len(classes))
    number = {label: i for i, label in enumerate(classes)}
    judged = [i for i, (text, label) in enumerate(pairs) if text and label in number]
    units = distinct([pairs[i] for i in judged])
    first = [judged[unit] for unit in units.first.tolist()]
    own = np.array([number[labels[i]] for i in first], dtype=np.int64)
    probabilities = class_probabilities(
        vectors[first], own, [pairs[i][0] for i in first], n_classes=len(classes)
    )
    best = probabilities.argmax(axis=1)
    copies = _rows_of(units.of, judged)
    suspects = [
        {
            "row": rows[i] + 1,
            "label": labels[i],
            "suggested": classes[best[unit]],
            "score": round(float(probabilities[unit, own[unit]]), 4),
            "probability": round(float(probabilities[unit, best[unit]]), 4),
        }
        for unit in probable_errors(probabilities, own).tolist()
        for i in copies[unit]
    ]
    text_of = {rows[i] + 1: texts[i] for i in judged}
    return _finding(
        suspects,
        tuple(_place(suspect, text_of[suspect["row"]]) for suspect in suspects[:N_PLACES]),
        n_judged=len(judged),
        n_not_judged=len(texts) - len(judged),
        borne_out=float((best == own).mean()),
    )


def _judged_classes(pairs: Sequence[tuple[str, str]]) -> list[str]:
    sizes = Counter(label for text, label in set(pairs) if text)
    return sorted(label for label, n in sizes.items() if n >= FEWEST_EXAMPLES)


def _rows_of(unit_of: Int64[np.ndarray, " judged"], judged: list[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for position, unit in enumerate(unit_of.tolist()):
        found.setdefault(unit, []).append(judged[position])
    return found


def _place(suspect: dict[str, Any], text: str) -> Place:
    said = f"{excerpt(suspect['label'])}, rather {excerpt(suspect['suggested'])}: {excerpt(text)}"
    return Place(row=suspect["row"], excerpt=said)


def _finding(
    suspects: list[dict[str, Any]],
    places: tuple[Place, ...],
    *,
    n_judged: int,
    n_not_judged: int,
    borne_out: float,
) -> Finding:
    is_weak = borne_out < _WEAK
    said = worded(
        "the other examples speak against {n:,} of {total:,} labels, but bear out only "
        "{borne_out:.0%}: this encoder hardly tells the classes apart."
        if is_weak
        else "the other examples speak against {n:,} of {total:,} labels.",
        n=len(suspects),
        total=n_judged,
        borne_out=borne_out,
    )
    return Finding(
        code=_CODE,
        severity="note" if is_weak else "warn",
        state="found" if suspects else "clean",
        message=said if suspects else worded("none of {n:,} labels looks wrong.", n=n_judged),
        count=len(suspects),
        places=places,
        remedy=_REMEDY if suspects else "",
        details={
            "n_judged": n_judged,
            "n_not_judged": n_not_judged,
            "borne_out": round(borne_out, 4),
            "suspects": suspects[:_MOST_LISTED],
        },
    )


def _unjudged(n_classes: int) -> Finding:
    why = worded(
        "probable label errors: {n:,} classes, more than {most:d}."
        if n_classes > _MOST_CLASSES
        else "probable label errors: fewer than two classes have {fewest:d} distinct texts.",
        n=n_classes,
        most=_MOST_CLASSES,
        fewest=FEWEST_EXAMPLES,
    )
    return Finding(_CODE, "note", "skipped", why)


def _find(examined: Examined) -> Finding:
    return label_errors(
        examined.vectors[examined.open_rows],
        examined.open_texts,
        examined.open_labels,
        rows=examined.open_rows.tolist(),
    )


CHECK = Check(
    code=_CODE,
    what="probable label errors",
    find=_find,
    needs=("text", "vectors"),
    is_deep=True,
)
