"""TF-DATA-023 and TF-DATA-024: the same text more than once within the data."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from tenfold.desk.check import Check
from tenfold.desk.checks.places import places
from tenfold.desk.examined import Examined
from tenfold.desk.normalise import normalised
from tenfold.findings import Finding

__all__ = ["CHECKS", "exact_duplicates", "normalised_duplicates", "surplus"]


def surplus(keys: Sequence[Hashable]) -> list[int]:
    """Positions whose key stood before: the rows that would go if each were kept once."""
    seen: set[Hashable] = set()
    later = []
    for position, key in enumerate(keys):
        if key in seen:
            later.append(position)
        seen.add(key)
    return later


def exact_duplicates(texts: Sequence[str], splits: Sequence[str] | None = None) -> Finding:
    """Rows whose text stands earlier in the data (the same split, where there are splits).

    Empty texts are left to TF-DATA-027. Duplicates within one side do not block: they are counted
    as one group when intervals are drawn, and drawn splits are checked for overlap apart.
    """
    rows = _surplus_within(list(texts), texts, splits)
    return Finding(
        code="TF-DATA-023",
        severity="warn",
        state="found" if rows else "clean",
        message=f"{len(rows)} surplus rows repeat an earlier text exactly."
        if rows
        else "no text stands twice.",
        count=len(rows),
        places=places(rows, texts),
        remedy='A drawn split may put copies on both sides; overlap = "drop" under [data] '
        "takes them from train."
        if rows
        else "",
    )


def normalised_duplicates(texts: Sequence[str], splits: Sequence[str] | None = None) -> Finding:
    """Rows that repeat an earlier text but for case, white space or Unicode form."""
    exact = set(_surplus_within(list(texts), texts, splits))
    keys = [normalised(text) for text in texts]
    rows = [row for row in _surplus_within(keys, texts, splits) if row not in exact]
    return Finding(
        code="TF-DATA-024",
        severity="note",
        state="found" if rows else "clean",
        message=f"{len(rows)} surplus rows repeat an earlier text but for case or white space."
        if rows
        else "no text stands twice but for case or white space.",
        count=len(rows),
        places=places(rows, texts),
        remedy='overlap = "drop" under [data] takes such copies of test texts from train.'
        if rows
        else "",
    )


def _surplus_within(
    keys: list[str], texts: Sequence[str], splits: Sequence[str] | None
) -> list[int]:
    sides = splits if splits is not None else [""] * len(keys)
    later = surplus(list(zip(sides, keys, strict=True)))
    return [row for row in later if texts[row].strip()]


def _find_exact(examined: Examined) -> Finding:
    return exact_duplicates(examined.texts, examined.splits)


def _find_normalised(examined: Examined) -> Finding:
    return normalised_duplicates(examined.texts, examined.splits)


CHECKS = (
    Check(code="TF-DATA-023", what="exact duplicates", find=_find_exact),
    Check(
        code="TF-DATA-024",
        what="duplicates but for case or white space",
        find=_find_normalised,
    ),
)
