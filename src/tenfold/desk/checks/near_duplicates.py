"""TF-DATA-033: texts within one side that are nearly the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tenfold.desk.check import Check
from tenfold.desk.checks.pair_excerpt import pair_excerpt
from tenfold.desk.checks.places import N_PLACES
from tenfold.desk.examined import Examined
from tenfold.desk.near.near_texts import NearTexts, near_texts
from tenfold.desk.normalise import normalised
from tenfold.desk.repeats import repeated
from tenfold.findings import Finding, Place
from tenfold.wording import worded

__all__ = ["CHECK", "left_out", "near_duplicates"]


@dataclass(frozen=True)
class _Side:
    """One split: the first row of each text that it has, and what is nearly the same among them."""

    rows: list[int]
    near: NearTexts
    groups: list[int]

    def surplus(self) -> list[int]:
        """Rows whose group has an earlier row."""
        seen = {-1}
        later = []
        for row, group in zip(self.rows, self.groups, strict=True):
            if group in seen and group >= 0:
                later.append(row)
            seen.add(group)
        return later

    def pairs(self) -> Iterable[tuple[int, int]]:
        """Pairs of rows, the earlier first: one at least for each group."""
        first: dict[int, int] = {}
        for row, wording in zip(self.rows, self.near.wording.tolist(), strict=True):
            if wording >= 0 and first.setdefault(wording, row) != row:
                yield first[wording], row
        for left, right in zip(self.near.left.tolist(), self.near.right.tolist(), strict=True):
            yield first[left], first[right]


def near_duplicates(
    texts: Sequence[str],
    splits: Sequence[str] | None = None,
    *,
    repeats: list[list[int]] | None = None,
) -> Finding:
    """Rows that say nearly the same as an earlier row of their split (`near_texts` defines it).

    Of each group of such rows, directly alike or through others, all but the first are surplus;
    `count` counts them. Rows that repeat a text exactly, or but for case and white space, are
    left to TF-DATA-023 and 024. Pairs across splits are TF-DATA-034. `repeats` are the groups of
    texts equal once normalised, where they are known already.
    """
    groups = repeated(texts, key=normalised) if repeats is None else repeats
    sides = [_side(texts, rows) for rows in _first_rows(len(texts), splits, groups)]
    rows = sorted(row for side in sides for row in side.surplus())
    sizes = [size for side in sides for size in _group_sizes(side.groups)]
    n_crowded = sum(side.near.n_crowded for side in sides)
    n_form_pairs = sum(side.near.n_form_pairs for side in sides)
    return Finding(
        code="TF-DATA-033",
        severity="warn",
        state="found" if rows else "clean",
        message=_message(len(rows), len(sizes)) + left_out(n_form_pairs, n_crowded),
        count=len(rows),
        places=_places(texts, sides),
        remedy=worded(
            "Look at the pairs; tenfold data clean {name} --drop-duplicates --level near keeps one of "
            "each. A study stops where a copy is in test.",
            name="NAME",
        )
        if rows
        else "",
        details={
            "n_groups": len(sizes),
            "largest_group": max(sizes, default=0),
            "n_form_pairs": n_form_pairs,
            "n_crowded": n_crowded,
        },
    )


def left_out(n_form_pairs: int, n_crowded: int) -> str:
    """What is said where near pairs were taken for forms, or not all pairs were compared."""
    said = ""
    if n_form_pairs:
        said += " " + worded(
            "{n:d} more pairs fill one form differently and are not counted.", n=n_form_pairs
        )
    if n_crowded:
        said += " " + worded(
            "{n:d} texts are in crowds of like ones: each was compared with a few of them.",
            n=n_crowded,
        )
    return said


def _first_rows(
    n_rows: int, splits: Sequence[str] | None, repeats: list[list[int]]
) -> list[list[int]]:
    """For each split its rows but those that repeat an earlier one, exactly or normalised."""
    later = set()
    for group in repeats:
        sides: set[str] = set()
        for row in group:
            side = splits[row] if splits is not None else ""
            if side in sides:
                later.add(row)
            sides.add(side)
    rows: dict[str, list[int]] = {}
    for row in range(n_rows):
        if row not in later:
            rows.setdefault(splits[row] if splits is not None else "", []).append(row)
    return list(rows.values())


def _side(texts: Sequence[str], rows: list[int]) -> _Side:
    near = near_texts(texts[row] for row in rows)
    return _Side(rows, near, near.groups().tolist())


def _group_sizes(groups: list[int]) -> list[int]:
    sizes: dict[int, int] = {}
    for group in groups:
        sizes[group] = sizes.get(group, 0) + 1
    return [size for group, size in sizes.items() if group >= 0 and size > 1]


def _message(n_rows: int, n_groups: int) -> str:
    if not n_rows:
        return worded("no two texts of a side are nearly the same.")
    groups = worded("{n:,} group" if n_groups == 1 else "{n:,} groups", n=n_groups)
    return worded(
        "{n:,} surplus row is nearly the same as an earlier text, in {groups!s} "
        "(the same words, or at most 3 word edits in 20)."
        if n_rows == 1
        else "{n:,} surplus rows are nearly the same as an earlier text, in {groups!s} "
        "(the same words, or at most 3 word edits in 20).",
        n=n_rows,
        groups=groups,
    )


def _places(texts: Sequence[str], sides: list[_Side]) -> tuple[Place, ...]:
    pairs = sorted({pair for side in sides for pair in side.pairs()})
    return tuple(
        Place(
            row=later + 1,
            excerpt=pair_excerpt(texts[later], texts[earlier], name=f"row {earlier + 1}"),
        )
        for earlier, later in pairs[:N_PLACES]
    )


def _find(examined: Examined) -> Finding:
    return near_duplicates(examined.texts, examined.splits, repeats=examined.repeats)


CHECK = Check(code="TF-DATA-033", what="near duplicates", find=_find)
