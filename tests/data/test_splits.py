"""Draws: complete, disjoint, nested, blind to names, and whole groups on one side."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.data.splits import (
    draw_subset,
    draw_test,
    draw_validation,
    drop_overlap,
    given_test,
    stream,
)
from tenfold.errors import DataError

label_lists = st.lists(st.sampled_from("abcde"), min_size=10, max_size=200)
seeds = st.integers(0, 2**32 - 1)
fractions = st.floats(0.1, 0.9)


@given(labels=label_lists, fraction=fractions, seed=seeds)
def test_pool_and_test_are_disjoint_complete_and_stratified(
    labels: list[str], fraction: float, seed: int
) -> None:
    pool, test = draw_test(labels, fraction=fraction, seed=seed)
    assert sorted([*pool, *test]) == list(range(len(labels)))
    assert len(test) == round(len(labels) * fraction)
    sizes, drawn = Counter(labels), Counter(labels[i] for i in test)
    assert all(abs(drawn[name] - n * fraction) <= 1 for name, n in sizes.items())


@given(labels=label_lists, fraction=fractions, seed=seeds, shift=st.permutations("abcde"))
def test_renaming_the_classes_changes_no_draw(
    labels: list[str], fraction: float, seed: int, shift: list[str]
) -> None:
    renamed = [shift["abcde".index(label)] for label in labels]
    first = draw_test(labels, fraction=fraction, seed=seed)
    second = draw_test(renamed, fraction=fraction, seed=seed)
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


@given(
    rows=st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 12)), min_size=40, max_size=120),
    seed=seeds,
)
def test_a_group_is_never_on_both_sides(rows: list[tuple[str, int]], seed: int) -> None:
    labels, groups = [label for label, _ in rows], [str(group) for _, group in rows]
    try:
        pool, test = draw_test(labels, fraction=0.3, groups=groups, seed=seed)
    except DataError:  # all groups but one may be tiny: a side is empty
        return
    assert sorted([*pool, *test]) == list(range(len(rows)))
    assert not {groups[i] for i in pool} & {groups[i] for i in test}
    train, validation = draw_validation(labels, pool, groups=groups, seed=seed)
    assert not {groups[i] for i in train} & {groups[i] for i in validation}
    assert sorted([*train, *validation]) == list(pool)


def test_groups_come_close_to_the_fraction() -> None:
    rng = np.random.default_rng(0)
    groups = [str(i) for i in rng.integers(0, 200, 1000)]
    labels = [str(i) for i in rng.integers(0, 3, 1000)]
    _, test = draw_test(labels, fraction=0.25, groups=groups, seed=1)
    assert abs(len(test) - 250) <= 5
    assert all(abs(n - 83) <= 12 for n in Counter(labels[i] for i in test).values())


@given(labels=label_lists, seed=seeds)
def test_subsets_are_nested_balanced_and_from_the_pool(labels: list[str], seed: int) -> None:
    pool, _ = draw_test(labels, fraction=0.25, seed=0)
    most = min(Counter(labels[i] for i in pool).values())
    subsets = [set(draw_subset(labels, pool, per_class=n, seed=seed)) for n in range(1, most + 1)]
    assert all(small < large for small, large in pairwise(subsets))
    assert subsets[-1] <= set(pool)
    assert set(Counter(labels[i] for i in subsets[-1]).values()) == {most}
    assert np.array_equal(draw_subset(labels, pool, per_class=None, seed=seed), pool)


def test_more_than_there_are_is_refused_by_class_and_count() -> None:
    labels = ["rare"] * 3 + ["common"] * 30
    with pytest.raises(DataError, match="class 'rare' has 3") as caught:
        draw_subset(labels, np.arange(33), per_class=4, seed=0)
    assert caught.value.code == "TF-DATA-018"


@given(labels=label_lists, seed=seeds)
def test_validation_is_inside_the_subset_or_empty(labels: list[str], seed: int) -> None:
    everything = np.arange(len(labels))
    train, validation = draw_validation(labels, everything, seed=seed)
    assert sorted([*train, *validation]) == list(everything)
    assert (len(validation) == 0) == (min(Counter(labels).values()) < 5)


def test_seeds_and_names_give_streams_of_their_own() -> None:
    draws = {
        (seed, name): tuple(stream(seed, name).integers(0, 2**32, 4))
        for seed in range(20)
        for name in ("subset", "validation", "order")
    }
    assert len(set(draws.values())) == 60, "a collision by chance: less than 1 in 10^30"
    assert tuple(stream(3, "order").integers(0, 2**32, 4)) == draws[3, "order"]


def test_the_draw_is_pinned() -> None:
    """What was drawn by an earlier version must be drawn again: studies freeze it."""
    labels = ["a", "b"] * 10
    _, test = draw_test(labels, fraction=0.25, seed=0)
    assert draw_subset(labels, np.arange(20), per_class=2, seed=1).tolist() == PINNED_SUBSET
    assert test.tolist() == PINNED_TEST


PINNED_TEST = [1, 3, 6, 8, 18]
PINNED_SUBSET = [1, 13, 14, 16]


def test_given_splits() -> None:
    names = ["train", "train", "test", "val", "oos"]
    sides = given_test(names, "test", "val")
    assert sides.pool.tolist() == [0, 1]
    assert sides.test.tolist() == [2]
    assert sides.validation is not None
    assert sides.validation.tolist() == [3]
    assert sides.unused == {"oos": 1}
    assert given_test(["x", "y"], "y").pool.tolist() == [0]
    with pytest.raises(DataError, match="no split 'tset'") as caught:
        given_test(names, "tset")
    assert caught.value.remedy == "Did you mean 'test'?"
    with pytest.raises(DataError, match="came without splits"):
        given_test(None, "test")


def test_overlap_is_dropped_from_the_pool() -> None:
    assert drop_overlap(np.arange(5), [1, 3]).tolist() == [0, 2, 4]


@pytest.mark.parametrize("fraction", [0.0, 1.0, -1.0, 0.001])
def test_a_fraction_that_leaves_a_side_empty_is_refused(fraction: float) -> None:
    with pytest.raises(DataError) as caught:
        draw_test(["a", "b"] * 5, fraction=fraction)
    assert caught.value.code == "TF-DATA-018"
