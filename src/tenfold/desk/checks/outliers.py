"""TF-DATA-037: texts unlike all others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Float32, Int64

from tenfold.desk.check import Check
from tenfold.desk.checks.places import places
from tenfold.desk.distinct import distinct
from tenfold.desk.examined import Examined
from tenfold.desk.neighbours import nearest_neighbours
from tenfold.desk.normalise import normalised
from tenfold.findings import Finding
from tenfold.wording import worded

__all__ = ["CHECK", "far_out", "outliers"]

_CODE = "TF-DATA-037"
_NEIGHBOURS = 10
_FEWEST = 50
_MOST_LISTED = 2_000


def far_out(distances: Float[np.ndarray, " n"]) -> tuple[Int64[np.ndarray, " outliers"], float]:
    """Positions above the upper outer fence, the farthest first, and that fence.

    The fence is the third quartile plus three times the range between the quartiles: Tukey (1977) calls what
    lies beyond "far out". Of normal distances one in 850,000 does.
    """
    low, high = np.quantile(distances, [0.25, 0.75])
    fence = float(high + 3 * (high - low))
    order = np.argsort(-distances, kind="stable")
    return order[distances[order] > fence], fence


def outliers(vectors: Float32[np.ndarray, "n width"], texts: Sequence[str]) -> Finding:
    """Texts whose mean cosine distance to their 10 nearest others is far out among such distances.

    Copies (but for case and white space) are one text: they are no neighbours of each other. Empty texts are
    left to TF-DATA-027. ``details["outliers"]`` has each `row` (from 1) with its `distance` and the row of the
    text `nearest` to it.
    """
    said = [i for i, text in enumerate(texts) if text.strip()]
    units = distinct([normalised(texts[i]) for i in said])
    first = np.array(said, dtype=np.int64)[units.first]
    if len(first) < _FEWEST:
        why = worded("outliers in meaning: fewer than {fewest:d} distinct texts.", fewest=_FEWEST)
        return Finding(_CODE, "note", "skipped", why)
    near, cosine = nearest_neighbours(vectors[first], _NEIGHBOURS)
    distances = 1 - cosine.mean(axis=1, dtype=np.float64)
    found, fence = far_out(distances)
    rows = first[found].tolist()
    return Finding(
        code=_CODE,
        severity="note",
        state="found" if rows else "clean",
        message=worded(
            "{n:,} text is unlike all others (mean distance to the ten nearest above {fence:.2f}; "
            "half of all are below {median:.2f})."
            if len(rows) == 1
            else "{n:,} texts are unlike all others (mean distance to the ten nearest above "
            "{fence:.2f}; half of all are below {median:.2f}).",
            n=len(rows),
            fence=fence,
            median=np.median(distances),
        )
        if rows
        else worded("no text is far from all others."),
        count=len(rows),
        places=places(rows, texts),
        remedy=worded(
            "Read them: another topic or language, a slip, or rare and right? "
            "Take out what does not belong."
        )
        if rows
        else "",
        details={
            "fence": round(fence, 4),
            "median": round(float(np.median(distances)), 4),
            "outliers": [
                {
                    "row": int(first[unit]) + 1,
                    "distance": round(float(distances[unit]), 4),
                    "nearest": int(first[near[unit, 0]]) + 1,
                }
                for unit in found[:_MOST_LISTED].tolist()
            ],
        },
    )


def _find(examined: Examined) -> Finding:
    return outliers(examined.vectors, examined.texts)


CHECK = Check(
    code=_CODE, what="outliers in meaning", find=_find, needs=("text", "vectors"), is_deep=True
)
"""The texts of the split ``test`` are looked at too; no label is read."""
