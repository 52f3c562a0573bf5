"""The stopping rule: its chance against a plain sum, what must hold, and how often it is wrong."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.papers.screening.simulate import stopped_at
from tenfold.papers.screening.stopping import StopRule, chance_of_missing, recall_reached

labels_so_far = st.lists(st.integers(0, 1), min_size=1, max_size=30)


def slow_chance(labels: list[int], n_records: int, total: int) -> float:
    """Over every window at the end: the chance of as few included records in as many draws."""
    chances = [1.0]
    for start in range(len(labels)):
        unread, missing = n_records - start, total - sum(labels[:start])
        n_drawn, seen = len(labels) - start, sum(labels[start:])
        if missing > unread:
            return 0.0
        ways = sum(
            comb(missing, k) * comb(unread - missing, n_drawn - k)
            for k in range(seen + 1)
            if k <= missing and 0 <= n_drawn - k <= unread - missing
        )
        chances.append(ways / comb(unread, n_drawn))
    return min(chances)


@given(labels_so_far, st.integers(0, 40), st.sampled_from([0.8, 0.9, 0.95]))
@settings(deadline=None)
def test_the_chance_is_the_smallest_hypergeometric_tail(
    labels: list[int], n_unread: int, target: float
) -> None:
    n_records, found = len(labels) + n_unread, sum(labels)
    chance = chance_of_missing(labels, n_records, target=target)
    if not found:
        assert chance == 1.0
        return
    total = next(n for n in range(found, 10_000) if found / n < target - 1e-12)
    if total - found > n_unread:
        assert chance == 0.0
    else:
        assert chance == pytest.approx(slow_chance(labels, n_records, total), abs=1e-9)


@given(labels_so_far.filter(any), st.integers(1, 40))
@settings(deadline=None)
def test_one_excluded_record_more_never_makes_missing_likelier(
    labels: list[int], n_unread: int
) -> None:
    n_records = len(labels) + n_unread
    before, after = (chance_of_missing(seen, n_records) for seen in (labels, [*labels, 0]))
    assert after <= before + 1e-12


@given(labels_so_far.filter(any), st.integers(0, 40))
@settings(deadline=None)
def test_the_recall_that_is_sure_is_no_higher_than_the_likely_one(
    labels: list[int], n_unread: int
) -> None:
    recall = recall_reached(labels, len(labels) + n_unread)
    assert 0 < recall.at_least <= recall.likely <= 1


@given(labels_so_far.filter(any))
@settings(deadline=None)
def test_all_read_is_all_found(labels: list[int]) -> None:
    recall = recall_reached(labels, len(labels))
    assert (recall.at_least, recall.likely) == (1.0, 1.0)
    assert StopRule().says_stop(labels, len(labels))


def test_nothing_included_says_nothing() -> None:
    assert chance_of_missing([0] * 50, 60) == 1.0
    assert recall_reached([0] * 50, 60).likely == 0.0


@pytest.mark.parametrize(("bias", "most_wrong"), [(1.0, 27), (5.0, 27)])
def test_the_rule_stops_too_soon_in_about_as_few_runs_as_it_says(
    bias: float, most_wrong: int
) -> None:
    """300 readings in which an included record is `bias` times as likely to come next as another.

    At 1 the order is random, the worst that the rule allows for. It may end below the target in 5 % of
    readings: 15 of 300, sd 3.8; the bound is 3.2 sd above, a false alarm in 1 of 1,000 at most.
    """
    rng = np.random.default_rng(1)
    truth = np.array([1] * 40 + [0] * 360)
    n_wrong = 0
    for _ in range(300):
        places = rng.exponential(size=truth.size) / np.where(truth == 1, bias, 1.0)
        stop = stopped_at(truth[np.argsort(places)].tolist(), StopRule())
        n_wrong += stop.recall < 0.95
    assert n_wrong <= most_wrong


def test_a_good_order_is_ended_long_before_the_last_record() -> None:
    stop = stopped_at([1] * 60 + [0] * 940, StopRule())
    assert stop.recall == 1.0
    assert stop.read < 0.7
