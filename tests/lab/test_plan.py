"""The plan: each open task stands in one place, and how often it was carried over is never forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tenfold.errors import InputError
from tenfold.lab.plan import Plan, _n_more, carried_over, planned_weeks, tasks_of_day
from tenfold.lab.task import Task
from tenfold.lab.weeks import Week
from tenfold.lab.zone import zone_of
from tenfold.store.workspace import Workspace

days = st.dates(date(2026, 11, 1), date(2027, 2, 28))  # over New Year, and a year of 53 weeks
tasks = st.lists(
    st.builds(
        Task, text=st.just("x"), day=days, done_on=st.none() | days, n_moves=st.integers(0, 3)
    ),
    max_size=12,
).map(lambda found: [replace(task, number=i) for i, task in enumerate(found, start=1)])


@given(found=tasks, today=days)
def test_each_open_task_stands_in_exactly_one_place(found: list[Task], today: date) -> None:
    present = Week.of(today)
    weeks = planned_weeks(found, present)
    places = [task.number for task in found if task.is_open and Week.of(task.day) > present + 2]
    for week in weeks:
        places += [task.number for task in week.carried]
        places += [task.number for _, there in week.days for task in there if task.is_open]
    assert sorted(places) == [task.number for task in found if task.is_open]
    assert all(not week.carried for week in weeks[1:])
    assert [week.week for week in weeks] == [present, present + 1, present + 2]


@given(found=tasks, day=days)
def test_a_done_task_stands_on_the_day_that_it_was_done(found: list[Task], day: date) -> None:
    there = [task for task in tasks_of_day(found, day) if task.done_on]
    assert there == [task for task in found if task.done_on == day]


@given(found=tasks, today=days)
def test_carried_ones_are_late_and_counted_by_week(found: list[Task], today: date) -> None:
    week = Week.of(today)
    carried = carried_over(found, week)
    assert carried == sorted(carried, key=lambda task: (task.day, task.number))
    for task in carried:
        assert task.day < week.monday
        n_weeks = (week.monday - Week.of(task.day).monday) // timedelta(weeks=1)
        assert task.n_carried(week) == task.n_moves + n_weeks >= 1


def test_a_dropped_one_stands_nowhere() -> None:
    dropped = Task(text="x", day=date(2026, 11, 2), dropped_on=date(2026, 11, 3))
    (first, *_) = planned_weeks([dropped], Week.of(date(2026, 11, 2)))
    assert (first.carried, [there for _, there in first.days if there]) == ((), [])
    assert carried_over([dropped], Week.of(date(2026, 11, 20))) == []


@given(n_back=st.integers(-3, 5), n_on=st.integers(-6, 6))
def test_what_moving_adds_to_the_count(n_back: int, n_on: int) -> None:
    """Counted in the week that it lands in, or the present one: as if it had been carried there by itself."""
    assume(n_on >= min(0, -n_back))  # to plan it for a week that is over makes it late
    today = date(2026, 12, 30)
    task = Task(text="x", day=today - timedelta(weeks=n_back))
    new = today + timedelta(weeks=n_on)
    before = task.n_carried(Week.of(today))
    moved = Task(text="x", day=new, n_moves=_n_more(task, new, today))
    after = moved.n_carried(Week.of(today))
    is_put_off = n_on > max(0, -n_back)
    assert after == before + is_put_off


def test_moving_within_the_week_or_forward_is_no_carrying_over(workspace: Workspace) -> None:
    plan, today = Plan(workspace), zone_of(workspace).today()
    monday = Week.of(today).monday
    task = plan.add("x", monday + timedelta(days=7))
    assert plan.move(task.number, monday + timedelta(days=13)).n_moves == 0
    assert plan.move(task.number, monday + timedelta(days=14)).n_moves == 1
    assert plan.move(task.number, monday).n_moves == 1


def test_planning_a_late_task_anew_does_not_make_it_young(workspace: Workspace) -> None:
    plan, today = Plan(workspace), zone_of(workspace).today()
    week = Week.of(today)
    task = plan.add("x", today - timedelta(weeks=2))
    assert task.n_carried(week) == 2
    assert plan.move(task.number, today).n_carried(week) == 2
    assert plan.move(task.number, today + timedelta(weeks=1)).n_carried(week + 1) == 3


def test_done_reopened_dropped_edited_and_each_taken_back(workspace_on_each: Workspace) -> None:
    plan, today = Plan(workspace_on_each), zone_of(workspace_on_each).today()
    first, second = plan.add("one", today), plan.add("two", today, giver="Ada")
    states = [plan.tasks()]
    plan.done([first.number, second.number], today)
    states.append(plan.tasks())
    assert not any(task.is_open for task in plan.tasks())
    plan.reopen(first.number)
    states.append(plan.tasks())
    plan.drop(first.number)
    states.append(plan.tasks())
    assert plan.edit(first.number, "  one\nmore ").text == "one more"
    states.append(plan.tasks())
    plan.remove(second.number)
    assert [task.number for task in plan.tasks()] == [first.number]
    for state in reversed(states):
        plan.undo()
        assert plan.tasks() == state


def test_what_is_not_open_is_neither_done_nor_moved_nor_dropped(workspace: Workspace) -> None:
    plan, today = Plan(workspace), zone_of(workspace).today()
    done, still = plan.add("one", today), plan.add("two", today)
    plan.done([done.number], today)
    before = plan.tasks()
    for change in (
        lambda: plan.done([still.number, done.number], today),
        lambda: plan.move(done.number, today),
        lambda: plan.drop(done.number),
    ):
        with pytest.raises(InputError, match="was done") as raised:
            change()
        assert f"tenfold plan reopen {done.number}" in str(raised.value.remedy)
    with pytest.raises(InputError, match="is open"):
        plan.reopen(still.number)
    with pytest.raises(InputError, match="no task 99"):
        plan.done([99], today)
    assert plan.tasks() == before
