"""Goals kept in a workspace: as they were written, whose they are, and how a change is taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from goal_histories import START, histories
from hypothesis import given

from tenfold.errors import InputError
from tenfold.lab import goal_changes
from tenfold.lab.goal import Goal, Milestone, Move
from tenfold.lab.goal_place import GoalPlace
from tenfold.lab.goals import Goals
from tenfold.lab.promise import parse_promise
from tenfold.lab.zone import zone_of
from tenfold.store.workspace import Workspace

GOAL = Goal(
    text="submit to ACL",
    by=START + timedelta(days=30),
    milestones=(
        Milestone(text="results", by=START + timedelta(days=7)),
        Milestone(text="draft", by=START + timedelta(days=20)),
    ),
)


def after(n_days: int) -> date:
    return START + timedelta(days=n_days)


def workspace_of(person: str, root: Path) -> Workspace:
    """The same workspace, with somebody else at it."""
    settings = root / "tenfold.toml"
    settings.write_text(f'[person]\nname = "{person}"\n')
    return Workspace.find(root)


@given(history=histories(closes=True))
def test_a_goal_is_read_back_as_it_was_written(history: tuple[Goal, date]) -> None:
    goal, _ = history
    made = datetime(2026, 11, 2, tzinfo=UTC)
    read = Goal.from_content(goal.to_content(), number=7, person="Ada", made=made)
    assert read.to_content() == goal.to_content()
    assert (read.number, read.person, read.made) == (7, "Ada", made)


@given(history=histories())
def test_moves_lead_from_the_first_day_to_the_present_one(history: tuple[Goal, date]) -> None:
    for promise in (history[0], *history[0].milestones):
        days = [promise.moves[0].was, *(move.to for move in promise.moves)] if promise.moves else []
        assert [move.was for move in promise.moves] == days[:-1]
        assert not days or days[-1] == promise.by
        assert all(move.to != move.was for move in promise.moves)
        assert len({move.on for move in promise.moves}) == len(promise.moves)


def test_what_is_saved_is_found_again(workspace: Workspace) -> None:
    goals = Goals(workspace)
    first, second = goals.add(GOAL), goals.add(Goal(text="  pass the\nexam "))
    assert (first.number, second.number) == (1, 2)
    assert second.text == "pass the exam"
    assert goals.goals() == [first, second]
    assert Goals(workspace).goal(1) == first
    assert first.to_content() == GOAL.to_content()


def test_a_move_is_kept_with_its_day_and_reason(workspace: Workspace) -> None:
    goals = Goals(workspace)
    goals.add(GOAL)
    moved = goals.move(1, 2, to=after(25), on=after(3), why="the seed\nfailed")
    assert moved.milestones[1].by == after(25)
    assert moved.milestones[1].first_by == after(20)
    assert moved.milestones[1].moves == (Move(after(3), after(20), after(25), "the seed failed"),)
    assert moved.milestones[0] == GOAL.milestones[0]
    assert goals.move(1, to=after(40), on=after(3)).moves[0].is_slip


def test_several_moves_on_one_day_are_one() -> None:
    once = goal_changes.moved(GOAL, 1, to=after(9), on=after(1), why="slow")
    twice = goal_changes.moved(once, 1, to=after(12), on=after(1))
    assert twice.milestones[0].moves == (Move(after(1), after(7), after(12), "slow"),)
    assert goal_changes.moved(twice, 1, to=after(7), on=after(1)) == GOAL
    later = goal_changes.moved(twice, 1, to=after(14), on=after(2))
    assert len(later.milestones[0].moves) == 2


def test_a_first_day_is_no_move(workspace: Workspace) -> None:
    goals = Goals(workspace)
    goals.add(Goal(text="some day"))
    given_a_day = goals.move(1, to=after(5), on=after(1))
    assert (given_a_day.by, given_a_day.moves) == (after(5), ())


def test_done_and_dropped_can_be_opened_again(workspace: Workspace) -> None:
    goals = Goals(workspace)
    before = goals.add(GOAL)
    assert goals.done(1, 1, on=after(6)).milestones[0].done_on == after(6)
    assert goals.reopen(1, 1) == before
    assert goals.done(1, on=after(6)).done_on == after(6)
    assert goals.reopen(1) == before
    dropped = goals.drop(1, "no data", on=after(6))
    assert (dropped.dropped_on, dropped.why, dropped.is_open) == (after(6), "no data", False)
    assert goals.reopen(1) == before


def test_milestones_are_added_reworded_and_removed(workspace: Workspace) -> None:
    goals = Goals(workspace)
    goals.add(GOAL)
    added = goals.add_milestone(1, "proofs", after(90))
    assert [m.text for m in added.milestones] == ["results", "draft", "proofs"]
    assert goals.edit(1, 2, text="a draft that was read").milestones[1].by == after(20)
    assert goals.edit(1, text="submit").text == "submit"
    assert goals.remove(1, 1) == goals.undo().get(1)
    goals.remove(1, 1)
    assert [m.text for m in goals.goal(1).milestones] == ["a draft that was read", "proofs"]
    goals.remove(1)
    assert goals.goals() == []


def test_undo_goes_back_change_by_change_to_the_beginning(workspace_on_each: Workspace) -> None:
    goals = Goals(workspace_on_each)
    states = [goals.add(GOAL)]
    states.append(goals.done(1, 1, on=after(6)))
    states.append(goals.move(1, 2, to=after(25), on=after(6)))
    goals.remove(1)
    for state in reversed(states):
        assert goals.undo() == {1: state}
        assert goals.goals() == [state]
    assert goals.undo() == {1: None}
    assert goals.goals() == []
    with pytest.raises(InputError, match="nothing to take back"):
        goals.undo()


def test_others_see_a_goal_and_cannot_change_it(tmp_path: Path) -> None:
    Workspace.create(tmp_path)
    written = Goals(workspace_of("Ada", tmp_path)).add(GOAL)
    bens = Goals(workspace_of("Ben", tmp_path))
    assert bens.goals() == []
    assert bens.goals("Ada") == [written]
    attempts = [
        lambda: bens.done(1, on=START),
        lambda: bens.move(1, to=after(50), on=START),
        lambda: bens.remove(1),
        lambda: bens.add_milestone(1, "draft", after(9)),
    ]
    for attempt in attempts:
        with pytest.raises(InputError, match="you have no goal 1"):
            attempt()
    with pytest.raises(InputError, match="nothing to take back"):
        bens.undo()
    assert bens.goals("Ada") == [written]


def test_what_makes_no_sense_is_refused_and_changes_nothing(workspace: Workspace) -> None:
    goals = Goals(workspace)
    goals.add(GOAL)
    goals.done(1, 1, on=after(6))
    goals.add(Goal(text="given up"))
    goals.drop(2, "too much", on=after(6))
    before = goals.goals()
    tomorrow = zone_of(workspace).today() + timedelta(days=1)
    refusals = {
        "done already": [lambda: goals.done(1, 1), lambda: goals.move(1, 1, to=after(9))],
        "is open": [lambda: goals.reopen(1), lambda: goals.reopen(1, 2)],
        "no milestone 3": [lambda: goals.done(1, 3), lambda: goals.edit(1, 3, text="x")],
        "no milestone 0": [lambda: goals.remove(1, 0)],
        "still to come": [lambda: goals.done(1, 2, on=tomorrow)],
        "already": [lambda: goals.move(1, 2, to=after(20))],
        "was dropped": [lambda: goals.move(2, to=after(9)), lambda: goals.done(2)],
        "needs a text": [
            lambda: goals.add(Goal(text=" \n")),
            lambda: goals.add_milestone(1, "", after(9)),
            lambda: goals.edit(1, text=" "),
        ],
        "for a reason": [lambda: goals.drop(1, "  ")],
        "no goal 3": [lambda: goals.goal(3), lambda: goals.remove(3)],
    }
    for message, attempts in refusals.items():
        for attempt in attempts:
            with pytest.raises(InputError, match=message) as refused:
                attempt()
            assert refused.value.remedy
    assert goals.goals() == before


def test_a_place_is_read_as_it_is_written() -> None:
    for text in ("2", "2.1", "12.34"):
        assert str(GoalPlace.parse(text)) == text
    for text in ("", "0", "2.", "2.0", ".1", "1.2.3", "-1", "two", "²"):
        with pytest.raises(InputError, match="names no goal"):
            GoalPlace.parse(text)


def test_a_promise_is_parted_at_its_last_by() -> None:
    assert parse_promise("read by Ben by +3", START) == ("read by Ben", after(3))
    for text in ("draft", "by fri", "draft by", "draft: fri", ""):
        with pytest.raises(InputError, match="by when"):
            parse_promise(text, START)
    with pytest.raises(InputError, match="no day"):
        parse_promise("draft by and by", START)
