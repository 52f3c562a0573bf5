"""Weeks against the calendar of the standard library, over all its years."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.errors import InputError
from tenfold.lab.weeks import Week

YEARS = range(1, 9999)
days = st.dates(min_value=date(1, 1, 1), max_value=date(9998, 12, 31))


@given(day=days)
def test_a_week_is_what_the_calendar_says(day: date) -> None:
    week = Week.of(day)
    assert (week.year, week.number) == day.isocalendar()[:2]
    assert day in week
    assert week.days.index(day) == day.weekday()
    assert week.monday.weekday() == 0
    assert week.sunday == week.monday + timedelta(days=6)


@given(day=days)
def test_a_day_is_in_no_other_week(day: date) -> None:
    week = Week.of(day)
    assert day not in Week.of(week.sunday + timedelta(days=1))
    assert week.monday == date.min or day not in Week.of(week.monday - timedelta(days=1))


@given(day=days)
def test_a_week_that_is_written_is_read_back(day: date) -> None:
    week = Week.of(day)
    assert Week.parse(str(week)) == week
    assert Week.parse(str(week).lower().replace("-", "")) == week


def test_the_weeks_of_all_years_follow_each_other() -> None:
    """No day between two years is left out or counted twice."""
    for year in YEARS:
        last = 53 if date(year, 12, 28).isocalendar().week == 53 else 52
        end = Week.parse(f"{year:04}-W{last}")
        assert (end + 1) == Week(year + 1, 1)
        assert (end + 1).monday == end.sunday + timedelta(days=1)
        assert Week(year + 1, 1) - 1 == end
        with pytest.raises(InputError, match=f"has no week {last + 1}"):
            Week.parse(f"{year:04}-W{last + 1}")


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2021, 1, 3), "2020-W53"),
        (date(2021, 1, 4), "2021-W01"),
        (date(2024, 12, 30), "2025-W01"),
        (date(2026, 12, 31), "2026-W53"),
        (date(2027, 1, 1), "2026-W53"),
        (date(2016, 1, 3), "2015-W53"),
    ],
)
def test_new_year_is_in_the_week_of_its_thursday(day: date, week: str) -> None:
    assert str(Week.of(day)) == week


@given(day=days, n_weeks=st.integers(-500, 500))
def test_weeks_are_counted_back_and_forth(day: date, n_weeks: int) -> None:
    week = Week.of(day)
    try:
        there = week + n_weeks
        _ = there.days
    except (OverflowError, ValueError):
        return
    assert there - n_weeks == week
    assert there.since(week) == n_weeks
    assert (there > week) == (n_weeks > 0)


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-W00", "2026-W54", "2025-W53", "W47", "2026-47", "9999-W52", "0000-W01"],
)
def test_what_is_no_week_is_refused_with_what_is(text: str) -> None:
    with pytest.raises(InputError) as refused:
        Week.parse(text)
    assert refused.value.code == "TF-WEEK"
    assert refused.value.remedy
