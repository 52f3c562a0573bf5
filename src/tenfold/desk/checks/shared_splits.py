"""TF-DATA-055: texts that stand in several splits, the split test apart (that is TF-DATA-030)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from tenfold.desk.check import Check
from tenfold.desk.checks.places import places
from tenfold.desk.examined import TEST, Examined
from tenfold.desk.normalise import normalised
from tenfold.desk.repeats import repeated
from tenfold.findings import Finding
from tenfold.wording import worded

__all__ = ["CHECK", "shared_splits"]


def shared_splits(
    texts: Sequence[str], splits: Sequence[str], *, repeats: list[list[int]] | None = None
) -> Finding:
    """Rows whose text, evened out, stands in an earlier row of another split. Empty texts are left out.

    `repeats` are the groups of texts equal once normalised, where they are known already.
    """
    groups = repeated(texts, key=normalised) if repeats is None else repeats
    pairs: Counter[tuple[str, str]] = Counter()
    rows: list[int] = []
    for group in groups:
        if not texts[group[0]].strip():
            continue
        own = [row for row in group if splits[row] != TEST]
        first = {splits[row]: row for row in reversed(own)}
        if len(first) > 1:
            pairs.update(combinations(sorted(first, key=lambda split: first[split]), 2))
            start = splits[min(own)]
            rows += [row for row in own if splits[row] != start]
    said = ", ".join(
        worded("{one} and {other} share {n:d}", one=one, other=other, n=n)
        for (one, other), n in pairs.most_common(3)
    )
    return Finding(
        code="TF-DATA-055",
        severity="warn",
        state="found" if rows else "clean",
        message=worded(
            "{n:,} row repeats a text of another split ({said!s})."
            if len(rows) == 1
            else "{n:,} rows repeat a text of another split ({said!s}).",
            n=len(rows),
            said=said,
        )
        if rows
        else worded("no text stands in several splits."),
        count=len(rows),
        places=places(sorted(rows), texts),
        remedy=worded(
            "What is chosen on validation is chosen on training examples then. "
            "tenfold data clean {name} --drop-duplicates --level normalised takes the copies from "
            "train.",
            name="NAME",
        )
        if rows
        else "",
        details={"pairs": [[one, other, n] for (one, other), n in pairs.most_common()]},
    )


def _find(examined: Examined) -> Finding:
    return shared_splits(examined.texts, examined.splits or [], repeats=examined.repeats)


CHECK = Check(
    code="TF-DATA-055", what="texts in several splits", find=_find, needs=("text", "splits")
)
