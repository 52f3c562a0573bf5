"""Drawing train, validation and test: pure functions of arrays, the same in every process.

Positions are indices of rows, int64, sorted ascending unless a function says otherwise. Every draw
takes its randomness from `stream(seed, name)`, so drawing one thing more or less never changes
another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int64

from tenfold.errors import DataError, nearest

__all__ = [
    "GivenSplits",
    "draw_subset",
    "draw_test",
    "draw_validation",
    "drop_overlap",
    "given_test",
    "stream",
]

Positions = Int64[np.ndarray, "_"]  # any length: several stand in one signature

VALIDATION_NEEDS = 5
"""A class with fewer training examples than this gives none to validation (then nobody does)."""


def stream(seed: int, name: str) -> np.random.Generator:
    """A generator of its own for each use of a seed: SHA-256 of seed and name.

    >>> int(stream(0, "subset").integers(1000)) == int(stream(0, "subset").integers(1000))
    True
    """
    key = hashlib.sha256(f"{seed}/{name}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(key)))


def draw_test(
    labels: Sequence[str],
    *,
    fraction: float,
    groups: Sequence[str] | None = None,
    seed: int = 0,
    name: str = "test",
) -> tuple[Positions, Positions]:
    """Draw a test set of `fraction` of all rows; the rest is the pool to train on.

    Stratified by class (largest remainders). With `groups` whole groups go to one side; the size
    and the classes then come as close as whole groups allow.

    Returns
    -------
    (pool, test)
        Positions, sorted; together every row once.

    Raises
    ------
    DataError
        TF-DATA-018 where a side would be empty.
    """
    if not 0 < fraction < 1:
        raise DataError(
            f"a fraction lies between 0 and 1, not {fraction}.",
            code="TF-DATA-018",
            where="[data] test",
            remedy="For example: test = 0.25",
        )
    everything = np.arange(len(labels))
    rng = stream(seed, name)
    if groups is None:
        test = _stratified(labels, everything, fraction, rng)
    else:
        test = _by_group(labels, everything, groups, fraction, rng)
    pool = np.setdiff1d(everything, test)
    if not len(test) or not len(pool):
        raise DataError(
            f"{fraction:.0%} of {len(labels)} rows leaves one side empty"
            + (" (whole groups stay together)." if groups is not None else "."),
            code="TF-DATA-018",
            where="[data] test",
            remedy="Choose another fraction, or give a test file.",
        )
    return pool, test


def draw_validation(
    labels: Sequence[str],
    subset: Positions,
    *,
    fraction: float = 0.2,
    groups: Sequence[str] | None = None,
    seed: int,
) -> tuple[Positions, Positions]:
    """Split a run's own subset into train and validation, stratified, whole groups together.

    Validation is empty where a class has fewer than 5 examples in the subset; methods then use
    their stated defaults. Returns (train, validation), both sorted.
    """
    counts = np.unique(_codes(labels)[subset], return_counts=True)[1]
    nothing = np.empty(0, dtype=np.int64)
    if fraction == 0 or not len(counts) or counts.min() < VALIDATION_NEEDS:
        return np.sort(subset), nothing
    rng = stream(seed, "validation")
    if groups is None:
        validation = _stratified(labels, subset, fraction, rng)
    else:
        validation = _by_group(labels, subset, groups, fraction, rng)
    train = np.setdiff1d(subset, validation)
    return (train, validation) if len(train) else (np.sort(subset), nothing)


def draw_subset(
    labels: Sequence[str], pool: Positions, *, per_class: int | None, seed: int
) -> Positions:
    """`per_class` examples of each class in `pool` (None: the whole pool), sorted.

    Nested over sizes: with one seed, the subset of 5 a class is part of the subset of 20.

    Raises
    ------
    DataError
        TF-DATA-018 where a class has fewer examples than asked for, naming it and its count.
    """
    if per_class is None:
        return np.sort(pool)
    names, codes = _named_codes(labels)
    rows = _shuffled(pool, stream(seed, "subset"))
    chosen = []
    for code in np.unique(codes[pool]):
        members = rows[codes[rows] == code]
        if len(members) < per_class:
            raise _too_few(names, codes, pool, per_class)
        chosen.append(members[:per_class])
    return np.sort(np.concatenate(chosen))


def _too_few(names: list[str], codes: Positions, pool: Positions, per_class: int) -> DataError:
    found, counts = np.unique(codes[pool], return_counts=True)
    short = [(int(n), names[code]) for code, n in zip(found, counts, strict=True) if n < per_class]
    n, name = min(short)
    more = f" ({len(short)} classes have too few)" if len(short) > 1 else ""
    return DataError(
        f"{per_class} training examples a class are asked for, class {name!r} has {n}{more}.",
        code="TF-DATA-018",
        where="[data] train_per_class",
        remedy=f"Ask for {n} at most, or leave the class out of the data.",
    )


@dataclass(frozen=True, slots=True)
class GivenSplits:
    """Positions of the sides that the data came with. `validation` is None where none is named.

    `unused` counts the rows of each other split, which take no part; a report says so.
    """

    pool: Positions
    test: Positions
    validation: Positions | None
    unused: dict[str, int]


def given_test(
    split_names: Sequence[str] | None,
    test_name: str,
    validation_name: str | None = None,
    train_name: str | None = None,
) -> GivenSplits:
    """The sides by the names of the splits that a data set came with.

    Training rows are those of `train_name`; without it those of the split ``train``; where there
    is no such split, every row that is in neither test nor validation.

    Raises
    ------
    DataError
        TF-DATA-019 for a name that the data set does not have.
    """
    known = sorted(set(split_names or ()))
    for name in filter(None, (test_name, validation_name, train_name)):
        if name not in known:
            raise DataError(
                f"no split {name!r}" + ("." if known else ": the data came without splits."),
                code="TF-DATA-019",
                where="[data]",
                remedy=nearest(name, known)
                if known
                else "Give a fraction (test = 0.25), or data add ... --test FILE",
            )
    names = np.array(split_names, dtype=object)
    test = np.flatnonzero(names == test_name)
    validation = np.flatnonzero(names == validation_name) if validation_name else None
    train_name = train_name or ("train" if "train" in known and test_name != "train" else None)
    taken = {test_name, validation_name} - {None}
    rest = [name for name in known if name not in taken]
    trained = [train_name] if train_name else rest
    pool = np.flatnonzero(np.isin(names.astype(str), trained))
    unused = {name: int((names == name).sum()) for name in rest if name not in trained}
    if not len(pool):
        raise DataError(
            "no rows are left to train on.",
            code="TF-DATA-019",
            where="[data]",
            remedy=f"The splits are: {', '.join(known)}.",
        )
    return GivenSplits(pool, test, validation, unused)


def drop_overlap(pool: Positions, overlapping: Sequence[int] | Positions) -> Positions:
    """The pool without the overlapping positions. Only ever takes from train, never from test."""
    return np.setdiff1d(pool, np.asarray(overlapping, dtype=np.int64))


def _codes(labels: Sequence[str]) -> Positions:
    return _named_codes(labels)[1]


def _named_codes(labels: Sequence[str]) -> tuple[list[str], Positions]:
    """Class names in the order of their first row, and each row's index into them.

    By first row and not by name: renaming the classes then changes no draw.
    """
    index: dict[str, int] = {}
    codes = [index.setdefault(label, len(index)) for label in labels]
    return list(index), np.array(codes, dtype=np.int64)


def _shuffled(positions: Positions, rng: np.random.Generator) -> Positions:
    shuffled: Positions = rng.permutation(np.sort(positions))
    return shuffled


def _stratified(
    labels: Sequence[str], rows: Positions, fraction: float, rng: np.random.Generator
) -> Positions:
    """`fraction` of `rows`, from each class its share, rounded by largest remainders."""
    codes = _codes(labels)
    shuffled = _shuffled(rows, rng)
    classes, counts = np.unique(codes[rows], return_counts=True)
    quotas = _largest_remainders(counts * fraction, round(len(rows) * fraction))
    parts = [
        shuffled[codes[shuffled] == code][:quota]
        for code, quota in zip(classes, quotas, strict=True)
    ]
    return np.sort(np.concatenate(parts)) if parts else np.empty(0, dtype=np.int64)


def _largest_remainders(shares: np.ndarray, total: int) -> Positions:
    """Whole numbers near `shares` that sum to `total`; ties go to the class that comes first."""
    quotas: Positions = np.floor(shares).astype(np.int64)
    order = np.argsort(-(shares - quotas), kind="stable")
    quotas[order[: max(total - int(quotas.sum()), 0)]] += 1
    return quotas


def _by_group(
    labels: Sequence[str],
    rows: Positions,
    groups: Sequence[str],
    fraction: float,
    rng: np.random.Generator,
) -> Positions:
    """Whole groups, greedily: each group (large ones first) goes where it brings class counts
    nearest.

    Distance is the squared difference between the classes' counts drawn and wanted, each class in
    units of what it wants, plus the same for the total. Groups of one size are taken in random
    order.
    """
    _, codes = _named_codes(labels)
    _, group_codes = _named_codes(groups)
    present, members = np.unique(group_codes[rows], return_inverse=True)
    n_classes = int(codes.max()) + 1
    table = np.zeros((len(present), n_classes))  # (groups, classes): examples
    np.add.at(table, (members, codes[rows]), 1)
    table = np.column_stack([table, table.sum(axis=1)])
    wanted = table.sum(axis=0) * fraction
    weight = 1 / np.maximum(wanted, 1e-9)
    drawn = np.zeros_like(wanted)
    chosen = np.zeros(len(present), dtype=bool)
    shuffled = rng.permutation(len(present))
    for group in shuffled[np.argsort(-table[shuffled, -1], kind="stable")]:
        before = (((drawn - wanted) * weight) ** 2).sum()
        after = (((drawn + table[group] - wanted) * weight) ** 2).sum()
        if after < before:
            drawn += table[group]
            chosen[group] = True
    taken: Positions = np.sort(rows[chosen[members]])
    return taken
