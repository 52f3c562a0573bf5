"""Days as they are written on a command line."""

from __future__ import annotations

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.errors import InputError
from tenfold.lab.days import parse_day
from tenfold.lab.weeks import Week

TODAY = date(2026, 11, 25)  # a Wednesday
NAMES = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
todays = st.dates(min_value=date(200, 1, 1), max_value=date(9800, 1, 1))


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-12-01", date(2026, 12, 1)),
        ("20261201", date(2026, 12, 1)),
        ("today", TODAY),
        (" Tomorrow ", date(2026, 11, 26)),
        ("yesterday", date(2026, 11, 24)),
        ("今天", TODAY),
        ("wed", TODAY),
        ("fri", date(2026, 11, 27)),
        ("Tue.", date(2026, 12, 1)),
        ("next wed", date(2026, 12, 2)),
        ("next  Monday", date(2026, 11, 30)),
        ("next-sun", date(2026, 12, 6)),
        ("last wed", date(2026, 11, 18)),
        ("last tue", date(2026, 11, 24)),
        ("Last-Friday", date(2026, 11, 20)),
        ("上周五", date(2026, 11, 20)),
        ("上周一", date(2026, 11, 16)),
        ("周五", date(2026, 11, 27)),
        ("下周五", date(2026, 12, 4)),
        ("星期天", date(2026, 11, 29)),
        ("下周", date(2026, 11, 30)),
        ("next week", date(2026, 11, 30)),
        ("+3", date(2026, 11, 28)),
        ("-1d", date(2026, 11, 24)),
        ("+2w", date(2026, 12, 9)),
        ("2026-W49", date(2026, 11, 30)),
        ("2026w49", date(2026, 11, 30)),
        ("2026-W49-5", date(2026, 12, 4)),
    ],
)
def test_days_are_read(said: str, day: date) -> None:
    assert parse_day(said, TODAY) == day


@pytest.mark.parametrize(
    "said",
    [
        "", "friday13", "fr", "next", "next tomorrow", "下", "last", "last week", "上", "2026-02-29",
        "2026-13-01", "+", "3", "+3m", "+99999w", "1066-10-14", "2226-01-01", "0000-W01", "2026-W54",
        "01.12.2026", "\0",
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused_with_what_would_be(said: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_day(said, TODAY)
    assert refused.value.remedy


@given(said=st.text(max_size=12))
def test_any_text_is_a_day_or_refused(said: str) -> None:
    try:
        day = parse_day(said, TODAY)
    except InputError:
        return
    assert abs(day.year - TODAY.year) <= 100


@given(
    said=st.from_regex(
        r"[+-]?[0-9]{1,5}[wWdD]?|[0-9]{4}-?[wW]?[0-9]{1,2}(-[0-9]{1,2})?", fullmatch=True
    ),
    today=todays,
)
def test_what_looks_like_a_day_is_one_or_refused(said: str, today: date) -> None:
    with contextlib.suppress(InputError):
        assert abs(parse_day(said, today).year - today.year) <= 100


@given(today=todays, day=st.dates())
def test_a_written_day_is_itself(today: date, day: date) -> None:
    if abs(day.year - today.year) <= 100:
        assert parse_day(day.isoformat(), today) == day


@given(today=todays, n=st.integers(-3000, 3000))
def test_counted_days_and_weeks(today: date, n: int) -> None:
    assert parse_day(f"{n:+}", today) == today + timedelta(days=n)
    assert parse_day(f"{n:+}w", today) == today + timedelta(weeks=n)


@given(today=todays, weekday=st.integers(0, 6), n_letters=st.integers(3, 9))
def test_a_weekday_is_one_of_the_seven_days_from_today_on(
    today: date, weekday: int, n_letters: int
) -> None:
    said = NAMES[weekday][:n_letters]
    day = parse_day(said, today)
    assert day.weekday() == weekday
    assert 0 <= (day - today).days < 7
    assert parse_day(f"next {said}", today) == (Week.of(today) + 1).days[weekday]
