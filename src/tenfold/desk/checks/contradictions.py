"""TF-DATA-025: one text with two labels."""

from __future__ import annotations

from collections.abc import Sequence

from tenfold.desk.check import Check
from tenfold.desk.checks.places import N_PLACES, excerpt
from tenfold.desk.examined import Examined
from tenfold.desk.normalise import normalised
from tenfold.desk.repeats import repeated
from tenfold.findings import Finding, Place
from tenfold.wording import worded

__all__ = ["CHECK", "contradictory_labels"]


def contradictory_labels(
    texts: Sequence[str],
    labels: Sequence[str],
    *,
    rows: Sequence[int] | None = None,
    repeats: list[list[int]] | None = None,
) -> Finding:
    """Texts (normalised) that stand under more than one label. `count` counts texts, not rows.

    `rows` are the positions of the texts in the data where they are not all of them, `repeats` the
    groups of texts equal once normalised, where they are known already.
    """
    found: list[dict[str, int]] = []
    for group in repeated(texts, key=normalised) if repeats is None else repeats:
        first: dict[str, int] = {}
        for at in group:
            first.setdefault(labels[at], at)
        if len(first) > 1 and texts[group[0]].strip():
            found.append(first)
    shown = tuple(
        Place(
            row=(at if rows is None else rows[at]) + 1,
            excerpt=f"{excerpt(texts[at])} → {', '.join(map(excerpt, first))}",
        )
        for first in found[:N_PLACES]
        for at in [next(iter(first.values()))]
    )
    return Finding(
        code="TF-DATA-025",
        severity="warn",
        state="found" if found else "clean",
        message=worded(
            "{n:,} text stands under more than one label."
            if len(found) == 1
            else "{n:,} texts stand under more than one label.",
            n=len(found),
        )
        if found
        else worded("no text has two labels."),
        count=len(found),
        places=shown,
        remedy=worded(
            "Decide which label is right (tenfold data clean {name} --relabel FILE), or take them out "
            "(--drop-duplicates --contradictions drop): no method gets all of these right.",
            name="NAME",
        )
        if found
        else "",
    )


def _find(examined: Examined) -> Finding:
    is_whole = len(examined.open_rows) == len(examined.texts)
    return contradictory_labels(
        examined.open_texts,
        examined.open_labels,
        rows=examined.open_rows.tolist(),
        repeats=examined.repeats if is_whole else None,
    )


CHECK = Check(code="TF-DATA-025", what="one text with two labels", find=_find)
