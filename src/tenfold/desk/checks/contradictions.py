"""TF-DATA-025: one text with two labels."""

from __future__ import annotations

from collections.abc import Sequence

from tenfold.desk.checks.normalise import normalised
from tenfold.desk.checks.places import N_PLACES, excerpt
from tenfold.findings import Finding, Place

__all__ = ["contradictory_labels"]


def contradictory_labels(texts: Sequence[str], labels: Sequence[str]) -> Finding:
    """Texts (normalised) that stand under more than one label. `count` counts texts, not rows."""
    seen: dict[str, dict[str, int]] = {}
    for row, (text, label) in enumerate(zip(texts, labels, strict=True)):
        if text.strip():
            seen.setdefault(normalised(text), {}).setdefault(label, row)
    found = [rows for rows in seen.values() if len(rows) > 1]
    shown = tuple(
        Place(row=row + 1, excerpt=f"{excerpt(texts[row])} → {', '.join(rows)}")
        for rows in found[:N_PLACES]
        for row in [next(iter(rows.values()))]
    )
    return Finding(
        code="TF-DATA-025",
        severity="warn",
        state="found" if found else "clean",
        message=f"{len(found)} texts stand under more than one label."
        if found
        else "no text has two labels.",
        count=len(found),
        places=shown,
        remedy="Decide which label is right and mend the file; no method gets all of these right."
        if found
        else "",
    )
