"""The three figures against slow loops that follow their definitions word by word, and what must hold."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.errors import InputError
from tenfold.papers.screening.metrics import (
    average_time_to_discovery,
    records_found,
    score,
    work_saved,
)

orders = st.lists(st.integers(0, 1), min_size=1, max_size=80).filter(any)


def slow_work_saved(labels: list[int]) -> Fraction:
    """(TN + FN)/N - 0.05 at the first place where 95 % of the included are found."""
    for n_read in range(1, len(labels) + 1):
        found = sum(labels[:n_read])
        if Fraction(found, sum(labels)) >= Fraction(95, 100):
            unread = labels[n_read:]
            n_true_negative, n_false_negative = unread.count(0), unread.count(1)
            saved = Fraction(n_true_negative + n_false_negative, len(labels))
            return saved - Fraction(5, 100)
    raise AssertionError


def slow_records_found(labels: list[int]) -> Fraction:
    n_read = 0
    while Fraction(n_read, len(labels)) < Fraction(1, 10):
        n_read += 1
    return Fraction(sum(labels[:n_read]), sum(labels))


def slow_time_to_discovery(labels: list[int]) -> Fraction:
    places = [place for place, label in enumerate(labels, start=1) if label]
    return Fraction(sum(places), len(places) * len(labels))


@given(orders)
def test_the_figures_are_those_of_their_definitions(labels: list[int]) -> None:
    assert work_saved(labels) == pytest.approx(float(slow_work_saved(labels)), abs=1e-12)
    assert records_found(labels) == pytest.approx(float(slow_records_found(labels)), abs=1e-12)
    slow = float(slow_time_to_discovery(labels))
    assert average_time_to_discovery(labels) == pytest.approx(slow, abs=1e-12)


@given(orders, st.data())
def test_reading_an_included_record_sooner_makes_no_figure_worse(
    labels: list[int], data: st.DataObject
) -> None:
    places = [i for i in range(1, len(labels)) if labels[i] and not labels[i - 1]]
    if not places:
        return
    i = data.draw(st.sampled_from(places))
    sooner = [*labels[: i - 1], 1, 0, *labels[i + 1 :]]
    before, after = score(labels), score(sooner)
    assert after.wss95 >= before.wss95
    assert after.rrf10 >= before.rrf10
    assert after.atd < before.atd


@given(st.integers(1, 40), st.integers(0, 200))
def test_no_order_beats_the_one_with_all_included_first(n_in: int, n_out: int) -> None:
    best = score([1] * n_in + [0] * n_out)
    n = n_in + n_out
    assert best.atd == pytest.approx((n_in + 1) / (2 * n))
    assert score([0] * n_out + [1] * n_in).wss95 <= best.wss95


def test_reading_all_to_the_last_saves_less_than_nothing() -> None:
    """Where the last record is needed, 5 % less than random reading for that recall would spare."""
    assert work_saved([0] * 9 + [1]) == pytest.approx(-0.05)


def test_95_percent_of_a_hundred_is_95() -> None:
    """0.95 * 100 is a little above 95 in floating point; one more must not be asked for."""
    labels = [1] * 95 + [0] * 895 + [1] * 5 + [0] * 5
    assert work_saved(labels) == pytest.approx(1 - 95 / 1000 - 0.05)


@pytest.mark.parametrize("labels", [[], [0, 0, 0]])
def test_without_an_included_record_there_is_nothing_to_score(labels: list[int]) -> None:
    with pytest.raises(InputError, match="no record is included"):
        score(labels)
