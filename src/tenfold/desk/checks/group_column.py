"""TF-DATA-053: what groups (patients, authors) do to the splits and to the labels."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from tenfold.desk.check import Check
from tenfold.desk.checks.places import N_PLACES, excerpt
from tenfold.desk.examined import Examined
from tenfold.desk.one_feature import told_by_value
from tenfold.findings import Finding, Place
from tenfold.wording import worded

__all__ = ["CHECK", "groups_finding"]

_FEWEST_GROUPS = 10
"""With fewer groups an interval over groups says next to nothing."""

_TELLS_FROM = 0.5


def groups_finding(
    groups: Sequence[str],
    labels: Sequence[str],
    open_rows: Sequence[int],
    splits: Sequence[str] | None = None,
    *,
    column: str = "COLUMN",
) -> Finding:
    """Groups on both sides of any two splits, groups that tell the label, and whether there are enough of them.

    `groups` has a value for every row (none: a group of its own), `labels` those of `open_rows` alone;
    `column` names it in the remedy.
    """
    sizes = Counter(group for group in groups if group.strip())
    n_missing = sum(not group.strip() for group in groups)
    across = _across(groups, splits)
    known = [
        (groups[row], label)
        for row, label in zip(open_rows, labels, strict=True)
        if groups[row].strip()
    ]
    told = told_by_value([group for group, _ in known], [label for _, label in known])
    tells = told.share_of_errors_gone >= _TELLS_FROM and told.is_beyond_chance
    said = [
        worded(
            "{n:,} group, the largest with {largest:,} rows"
            if len(sizes) == 1
            else "{n:,} groups, the largest with {largest:,} rows",
            n=len(sizes),
            largest=max(sizes.values(), default=0),
        )
    ]
    if across:
        said.append(worded("{n:,} stand in several splits", n=len(across)))
    if tells:
        said.append(
            worded(
                "the group alone tells the label in {accuracy:.0%} of the rows (the largest class "
                "is {majority:.0%})",
                accuracy=told.accuracy,
                majority=told.majority,
            )
        )
    if len(sizes) < _FEWEST_GROUPS:
        said.append(
            worded(
                "fewer than {fewest:d}, so that scores depend on which ones are in test",
                fewest=_FEWEST_GROUPS,
            )
        )
    if n_missing:
        said.append(
            worded(
                "{n:,} row has no group" if n_missing == 1 else "{n:,} rows have no group",
                n=n_missing,
            )
        )
    return Finding(
        code="TF-DATA-053",
        severity="warn" if across or len(sizes) < _FEWEST_GROUPS else "note",
        state="found" if len(said) > 1 else "clean",
        message=f"{'; '.join(said)}.",
        count=len(across),
        places=tuple(
            Place(row=row + 1, excerpt=f"{excerpt(group)}: {', '.join(where)}")
            for group, (row, where) in list(across.items())[:N_PLACES]
        ),
        remedy=_remedy(bool(across), column) if len(said) > 1 else "",
        details={
            "n_groups": len(sizes),
            "sizes": [[excerpt(group), n] for group, n in sizes.most_common(50)],
            "n_across_splits": len(across),
            "accuracy_of_group": told.accuracy,
            "majority": told.majority,
        },
    )


def _across(
    groups: Sequence[str], splits: Sequence[str] | None
) -> dict[str, tuple[int, tuple[str, ...]]]:
    """Groups in several splits: their first row and the splits, in order."""
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row, (group, split) in enumerate(zip(groups, splits or (), strict=False)):
        if group.strip():
            found[group].setdefault(split, row)
    return {
        group: (min(first.values()), tuple(first))
        for group, first in found.items()
        if len(first) > 1
    }


def _remedy(is_across: bool, column: str) -> str:
    if is_across:
        return worded(
            "Let tenfold draw the test set by group: "
            'test = 0.25 and group = "{column}" under [data].',
            column=column,
        )
    return worded('group = "{column}" under [data] keeps each group on one side.', column=column)


def _find(examined: Examined) -> Finding:
    assert examined.options.group is not None, "the need 'group' says when there is none"
    return groups_finding(
        examined.dataset.column(examined.options.group),
        examined.open_labels,
        examined.open_rows.tolist(),
        examined.splits,
        column=examined.options.group,
    )


CHECK = Check(code="TF-DATA-053", what="groups", find=_find, needs=("group",))
