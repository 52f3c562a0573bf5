"""Whether a goal is on track: what holds of the rule for any goal, then each reason by an example."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

import pytest
from goal_histories import START, histories
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tenfold.lab import goal_changes
from tenfold.lab.goal import Goal, Milestone, Move
from tenfold.lab.track import Reason, TrackState, track_of
from tenfold.lab.track_words import reason_sentence, state_word, track_sentence

TODAY = date(2026, 11, 28)
MANY = settings(max_examples=150)
BADNESS = {"on track": 0, "cannot say": 0, "at risk": 1, "late": 2}


def badness(goal: Goal, today: date) -> int:
    return BADNESS[track_of(goal, today).state]


def day(n: int) -> date:
    """So many days from today."""
    return TODAY + timedelta(days=n)


def step(by: int, *, text: str = "draft", done: int | None = None) -> Milestone:
    return Milestone(text=text, by=day(by), done_on=None if done is None else day(done))


def goal(*milestones: Milestone, by: int | None = 30, moves: tuple[Move, ...] = ()) -> Goal:
    return Goal(
        text="submit",
        by=None if by is None else day(by),
        milestones=milestones,
        moves=moves,
        number=1,
    )


@MANY
@given(history=histories(), data=st.data())
def test_a_milestone_that_is_done_in_time_never_makes_the_state_worse(
    history: tuple[Goal, date], data: st.DataObject
) -> None:
    before, today = history
    in_time = [n for n, m in enumerate(before.milestones, 1) if m.done_on is None and m.by >= today]
    assume(in_time)
    after = goal_changes.finished(before, data.draw(st.sampled_from(in_time)), on=today)
    assert badness(after, today) <= badness(before, today)


@MANY
@given(history=histories(), n_days=st.integers(1, 60), data=st.data())
def test_a_milestone_moved_to_a_later_day_never_makes_the_state_better(
    history: tuple[Goal, date], n_days: int, data: st.DataObject
) -> None:
    before, today = history
    left = [n for n, m in enumerate(before.milestones, 1) if m.done_on is None]
    assume(left)
    n = data.draw(st.sampled_from(left))
    to = before.milestones[n - 1].by + timedelta(days=n_days)
    after = goal_changes.moved(before, n, to=to, on=today)
    assert badness(after, today) >= badness(before, today)


@MANY
@given(history=histories(), ticks=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 5))))
def test_small_milestones_that_are_added_and_ticked_off_take_no_risk_away(
    history: tuple[Goal, date], ticks: list[tuple[int, int]]
) -> None:
    before, today = history
    assume(badness(before, today) > 0)
    after = before
    for n, (by, early) in enumerate(ticks, start=len(before.milestones) + 1):
        planned = START + timedelta(days=by)
        after = goal_changes.with_milestone(after, "a crumb", planned)
        after = goal_changes.finished(after, n, on=planned - timedelta(days=early))
    assert track_of(after, today).state == track_of(before, today).state


@MANY
@given(history=histories(), n_days=st.integers(1, 40))
def test_days_that_pass_with_nothing_done_make_nothing_better(
    history: tuple[Goal, date], n_days: int
) -> None:
    same, today = history
    assert badness(same, today + timedelta(days=n_days)) >= badness(same, today)


@given(history=histories(closes=True), data=st.data())
def test_the_state_depends_neither_on_words_nor_on_the_order_of_milestones(
    history: tuple[Goal, date], data: st.DataObject
) -> None:
    one, today = history
    other = replace(
        one,
        text="done, on track",
        milestones=tuple(
            replace(m, text=data.draw(st.text()), moves=tuple(replace(v, why="") for v in m.moves))
            for m in data.draw(st.permutations(one.milestones))
        ),
    )
    first, second = track_of(one, today), track_of(other, today)
    assert (first.state, first.reason) == (second.state, second.reason)
    assert (first.forecast, first.n_kept, first.n_slips) == (
        second.forecast,
        second.n_kept,
        second.n_slips,
    )


@given(history=histories(closes=True))
def test_whatever_the_goal_something_is_said_and_the_facts_agree(
    history: tuple[Goal, date],
) -> None:
    track = track_of(*history)
    assert track.state in get_args(TrackState)
    assert track_sentence(track, str).startswith(state_word(track.state, str))
    assert 0 <= track.n_kept <= track.n_known <= track.n_steps
    assert track.n_done <= track.n_steps
    assert (track.forecast is None) == (track.n_done == track.n_steps)
    assert (track.longest_slip_days == 0) == (track.n_kept == track.n_known)


LATE_MOVE = (Move(day(-2), day(-5), day(5)),)
IN_TIME_MOVE = (Move(day(-6), day(-5), day(5)),)
TWO_MOVES = (Move(day(-9), day(10), day(20)), Move(day(-3), day(20), day(30)))
THREE_MOVES = tuple(Move(day(n - 20), day(n), day(n + 1)) for n in (2, 3, 4))

CASES: list[tuple[Goal, TrackState, Reason, str]] = [
    (replace(goal(), done_on=day(-1)), "done", "reached", "reached on 27 Nov."),
    (
        replace(goal(moves=TWO_MOVES), done_on=day(-1 + 15)),
        "done",
        "reached late",
        "reached on 12 Dec, 4 days after the day that was first promised.",
    ),
    (
        replace(goal(), dropped_on=day(-1), why="no data"),
        "dropped",
        "dropped",
        "on 27 Nov. Why: no data",
    ),
    (
        goal(step(-5, done=-5), step(-3), by=-1),
        "late",
        "day passed",
        "its day, 27 Nov, passed 1 day ago. 1 of 2 milestones are done.",
    ),
    (
        goal(step(-5, text="plots"), step(-9), step(5)),
        "at risk",
        "step overdue",
        '"draft" was due on 19 Nov and is open (and 1 more).',
    ),
    (
        goal(step(-9), by=None),
        "at risk",
        "step overdue",
        '"draft" was due on 19 Nov and is open.',
    ),
    (
        goal(replace(step(5), moves=LATE_MOVE)),
        "at risk",
        "step moved after its day",
        '"draft" was moved to 3 Dec only after its day had passed.',
    ),
    (
        goal(step(3), moves=TWO_MOVES),
        "at risk",
        "goal moved often",
        'the goal itself was moved to a later day 2 times. next: "draft", by 1 Dec.',
    ),
    (
        goal(replace(step(5), moves=THREE_MOVES)),
        "at risk",
        "step moved often",
        '"draft" was moved to a later day 3 times: make it smaller, or drop it.',
    ),
    (
        goal(step(31)),
        "at risk",
        "step after goal",
        '"draft" is planned for 29 Dec, after the goal\'s own day.',
    ),
    (
        goal(replace(step(5), moves=IN_TIME_MOVE), by=14),
        "at risk",
        "too close",
        (
            '"draft" is due on 3 Dec, 9 days before the goal; the longest slip so far was 10 days, and with '
            "one more like it, it ends on 13 Dec."
        ),
    ),
    (
        goal(step(5), by=None),
        "cannot say",
        "no day",
        "it has no day. Say by when it is to be reached.",
    ),
    (
        goal(),
        "cannot say",
        "no steps",
        "it has no milestones. Split it into steps of a week or two, so that it can be said.",
    ),
    (
        goal(step(-5, done=-5)),
        "cannot say",
        "no next step",
        "all its milestones are done, and it is open until 28 Dec. Name the next step.",
    ),
    (
        goal(step(16, done=-5)),
        "on track",
        "all steps done",
        "all its milestones are done. 1 of 1 milestones so far on their first day.",
    ),
    (
        goal(replace(step(5), moves=IN_TIME_MOVE), step(2, text="plots"), step(-9, done=-9), by=15),
        "on track",
        "next step",
        (
            'next: "plots", by 30 Nov. 1 of 2 milestones so far on their first day; the longest slip was '
            "10 days."
        ),
    ),
    (goal(step(40), by=50), "on track", "next step", 'next: "draft", by 7 Jan 2027.'),
]


@pytest.mark.parametrize(("said", "state", "reason", "sentence"), CASES)
def test_each_reason_is_said(said: Goal, state: TrackState, reason: Reason, sentence: str) -> None:
    track = track_of(said, TODAY)
    assert (track.state, track.reason) == (state, reason)
    assert reason_sentence(track, str) == sentence


def test_a_hundred_crumbs_do_not_take_away_that_the_last_step_is_too_close() -> None:
    close = goal(replace(step(5), moves=IN_TIME_MOVE), by=14)
    crumbs = [step(-9, text="a crumb", done=-9)] * 100
    crumbed = replace(close, milestones=(*close.milestones, *crumbs))
    assert track_of(crumbed, TODAY).reason == track_of(close, TODAY).reason == "too close"


def test_every_reason_has_its_example() -> None:
    assert {case[2] for case in CASES} == set(get_args(Reason))


def test_a_milestone_is_in_time_on_its_day_and_overdue_on_the_next() -> None:
    assert track_of(goal(step(0)), TODAY).state == "on track"
    assert track_of(goal(step(0)), day(1)).state == "at risk"


def test_a_goal_is_late_on_the_day_after_its_own() -> None:
    assert track_of(goal(step(30)), day(30)).state == "on track"
    assert track_of(goal(step(30)), day(31)).state == "late"


def test_a_second_move_of_the_goal_is_one_too_many() -> None:
    assert track_of(goal(step(3), moves=TWO_MOVES[1:]), TODAY).state == "on track"
    earlier = (Move(day(-9), day(40), day(30)), *TWO_MOVES[1:])
    assert track_of(goal(step(3), moves=earlier), TODAY).state == "on track"


def test_the_last_days_of_the_calendar_do_no_harm() -> None:
    far = goal(replace(step(5), by=date.max, moves=IN_TIME_MOVE), by=30)
    assert track_of(replace(far, by=date.max), TODAY).forecast == date.max


def test_facts_are_plain_in_json() -> None:
    told = track_of(goal(step(-3), step(5)), TODAY).to_json()
    assert told["about"] == [1]
    assert told["next_step"]["number"] == 1
    assert [overdue["slip_days"] for overdue in told["overdue"]] == [3]
    assert told["forecast"] == day(8).isoformat()
