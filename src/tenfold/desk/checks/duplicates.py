"""TF-DATA-023 and TF-DATA-024: the same text more than once within the data."""

from __future__ import annotations

from collections.abc import Sequence

from tenfold.desk.check import Check
from tenfold.desk.checks.places import places
from tenfold.desk.examined import Examined
from tenfold.desk.normalise import normalised
from tenfold.desk.repeats import repeated
from tenfold.findings import Finding
from tenfold.wording import worded

__all__ = ["CHECKS", "exact_duplicates", "normalised_duplicates"]


def exact_duplicates(texts: Sequence[str], splits: Sequence[str] | None = None) -> Finding:
    """Rows whose text stands earlier in the data (the same split, where there are splits).

    Empty texts are left to TF-DATA-027. Duplicates within one side do not block: they are counted
    as one group when intervals are drawn, and drawn splits are checked for overlap apart.
    """
    rows, _ = _surplus(repeated(texts), texts, splits)
    return Finding(
        code="TF-DATA-023",
        severity="warn",
        state="found" if rows else "clean",
        message=worded(
            "{n:,} surplus row repeats an earlier text exactly."
            if len(rows) == 1
            else "{n:,} surplus rows repeat an earlier text exactly.",
            n=len(rows),
        )
        if rows
        else worded("no text stands twice."),
        count=len(rows),
        places=places(rows, texts),
        remedy=worded(
            "tenfold data clean {name} --drop-duplicates; or let a study take copies of test texts "
            'from train, with overlap = "drop" under [data].',
            name="NAME",
        )
        if rows
        else "",
    )


def normalised_duplicates(
    texts: Sequence[str],
    splits: Sequence[str] | None = None,
    *,
    repeats: list[list[int]] | None = None,
) -> Finding:
    """Rows that repeat an earlier text but for case, white space or Unicode form.

    `repeats` are the groups of texts equal once normalised, where they are known already.
    """
    groups = repeated(texts, key=normalised) if repeats is None else repeats
    _, rows = _surplus(groups, texts, splits)
    return Finding(
        code="TF-DATA-024",
        severity="note",
        state="found" if rows else "clean",
        message=worded(
            "{n:,} surplus row repeats an earlier text but for case or white space."
            if len(rows) == 1
            else "{n:,} surplus rows repeat an earlier text but for case or white space.",
            n=len(rows),
        )
        if rows
        else worded("no text stands twice but for case or white space."),
        count=len(rows),
        places=places(rows, texts),
        remedy="tenfold data clean NAME --drop-duplicates --level normalised" if rows else "",
    )


def _surplus(
    groups: list[list[int]], texts: Sequence[str], splits: Sequence[str] | None
) -> tuple[list[int], list[int]]:
    """Rows of groups whose text stood before in the same split: exactly; and but for its form."""
    exact: list[int] = []
    alike: list[int] = []
    for group in groups:
        seen: set[tuple[str, str]] = set()
        sides: set[str] = set()
        for row in group:
            text, side = texts[row], splits[row] if splits is not None else ""
            if side in sides and text.strip():
                (exact if (side, text) in seen else alike).append(row)
            seen.add((side, text))
            sides.add(side)
    return sorted(exact), sorted(alike)


def _find_exact(examined: Examined) -> Finding:
    return exact_duplicates(examined.texts, examined.splits)


def _find_normalised(examined: Examined) -> Finding:
    return normalised_duplicates(examined.texts, examined.splits, repeats=examined.repeats)


CHECKS = (
    Check(code="TF-DATA-023", what="exact duplicates", find=_find_exact),
    Check(
        code="TF-DATA-024",
        what="duplicates but for case or white space",
        find=_find_normalised,
    ),
)
