"""TF-DATA-026 and TF-DATA-028: classes with too few examples, and lopsided ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tenfold.desk.check import Check
from tenfold.desk.checks.places import N_PLACES, excerpt
from tenfold.desk.examined import Examined
from tenfold.findings import Finding, Place
from tenfold.wording import worded

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
    return Finding(
        code="TF-DATA-026",
        severity="warn",
        state="found" if small else "clean",
        message=_small_said(len(small), single)
        if small
        else worded("every class has {fewest:d} examples or more.", fewest=FEWEST_EXAMPLES),
        count=len(small),
        places=shown,
        remedy=worded(
            "Add examples, or take these classes out (tenfold data clean {name} --drop-class CLASS): "
            "they are hardly measured.",
            name="NAME",
        )
        if small
        else "",
        details={"sizes": {name: n for n, name in small}},
    )


def _small_said(n: int, single: int) -> str:
    if single:
        return worded(
            "{n:,} class has fewer than {fewest:d} examples, {single:d} of them just one."
            if n == 1
            else "{n:,} classes have fewer than {fewest:d} examples, {single:d} of them just one.",
            n=n,
            fewest=FEWEST_EXAMPLES,
            single=single,
        )
    return worded(
        "{n:,} class has fewer than {fewest:d} examples."
        if n == 1
        else "{n:,} classes have fewer than {fewest:d} examples.",
        n=n,
        fewest=FEWEST_EXAMPLES,
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
        message=worded(
            "classes are lopsided: {large!r} has {n_large:d} examples, {small!r} has {n_small:d}.",
            large=large,
            n_large=n_large,
            small=small,
            n_small=n_small,
        )
        if found
        else worded("no class is more than {ratio:d} times another.", ratio=_LARGEST_RATIO),
        count=int(found),
        places=(Place(excerpt=f"{large}: {n_large}, {small}: {n_small}"),) if found else (),
        remedy=worded(
            "Judge by balanced_accuracy or macro_f1: accuracy hardly sees the small class."
        )
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
