"""TF-DATA-026 and TF-DATA-028: classes with too few examples, and lopsided ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tenfold.desk.check import Check
from tenfold.desk.checks.counted import counted
from tenfold.desk.checks.places import N_PLACES, excerpt
from tenfold.desk.examined import Examined
from tenfold.findings import Finding, Place

__all__ = ["CHECKS", "FEWEST_EXAMPLES", "imbalance", "small_classes"]

FEWEST_EXAMPLES = 5
"""Fewer than this, and validation cannot be drawn from all classes."""

_LARGEST_RATIO = 99


def small_classes(labels: Sequence[str]) -> Finding:
    """Classes with fewer than 5 examples; a class with one cannot be in train and in test."""
    sizes = Counter(labels)
    small = sorted((n, name) for name, n in sizes.items() if n < FEWEST_EXAMPLES)
    single = sum(n == 1 for n, _ in small)
    shown = tuple(Place(excerpt=f"{excerpt(name)}: {n}") for n, name in small[:N_PLACES])
    alone = f", {single} of them just one" if single else ""
    return Finding(
        code="TF-DATA-026",
        severity="warn",
        state="found" if small else "clean",
        message=counted(len(small), "class has", "classes have")
        + f" fewer than {FEWEST_EXAMPLES} examples{alone}."
        if small
        else f"every class has {FEWEST_EXAMPLES} examples or more.",
        count=len(small),
        places=shown,
        remedy="Add examples, or take these classes out (tenfold data clean NAME --drop-class CLASS): "
        "they are hardly measured."
        if small
        else "",
        details={"sizes": {name: n for n, name in small}},
    )


def imbalance(labels: Sequence[str]) -> Finding:
    """Whether the largest class is more than 99 times the smallest."""
    sizes = Counter(labels).most_common()
    (large, n_large), (small, n_small) = sizes[0], sizes[-1]
    found = n_large > _LARGEST_RATIO * n_small
    return Finding(
        code="TF-DATA-028",
        severity="warn",
        state="found" if found else "clean",
        message=f"classes are lopsided: {large!r} has {n_large} examples, {small!r} has {n_small}."
        if found
        else f"no class is more than {_LARGEST_RATIO} times another.",
        count=int(found),
        places=(Place(excerpt=f"{large}: {n_large}, {small}: {n_small}"),) if found else (),
        remedy="Judge by balanced_accuracy or macro_f1: accuracy hardly sees the small class."
        if found
        else "",
    )


def _find_small(examined: Examined) -> Finding:
    return small_classes(examined.open_labels)


def _find_imbalance(examined: Examined) -> Finding:
    return imbalance(examined.open_labels)


CHECKS = (
    Check(code="TF-DATA-026", what="classes with few examples", find=_find_small, needs=()),
    Check(code="TF-DATA-028", what="lopsided classes", find=_find_imbalance, needs=()),
)
