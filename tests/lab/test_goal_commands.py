"""`tenfold goal` as one types it, on a real workspace."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tenfold.cli.lab.goal import goal_app
from tenfold.errors import InputError
from tenfold.lab.goals import Goals
from tenfold.lab.zone import zone_of
from tenfold.store.workspace import Workspace


def goal(workspace: Workspace, *words: str) -> str:
    result = CliRunner().invoke(goal_app, [*words, "--workspace", str(workspace.root)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def as_json(workspace: Workspace, *words: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(goal(workspace, *words, "--json"))
    assert answer["schema_version"] == 1
    return answer


@pytest.fixture
def lab(workspace: Workspace) -> Workspace:
    """A workspace with a goal in thirty days, and two milestones on the way."""
    steps = ("--milestone", "results by +5", "--milestone", "draft by +20")
    said = goal(workspace, "add", "submit to ACL", "--by", "+30", *steps)
    assert "1  submit to ACL" in said
    assert 'On track: next: "results"' in said
    assert "1.2  open  draft" in said
    return workspace


def test_each_change_says_what_was_done_and_the_state_that_follows(lab: Workspace) -> None:
    assert 'Goal 1.1 done. On track: next: "draft"' in goal(lab, "done", "1.1")
    assert "Goal 1.1 is open again. On track" in goal(lab, "reopen", "1.1")
    said = goal(lab, "milestone", "1", "proofs", "--by", "+90")
    assert said.startswith("Milestone 1.3 added, by ")
    assert "At risk: " in said
    assert "after the goal's own day" in said
    assert 'removed: "proofs"' in goal(lab, "remove", "1.3")
    said = goal(lab, "move", "1.2", "+29", "--why", "the seed failed")
    assert said.startswith("Goal 1.2 moved from ")
    assert "(first slip). At risk: " in said
    assert "the longest slip so far was 9 days" in said
    assert "(earlier)" in goal(lab, "move", "1.1", "+3")
    assert "(as it was first)" in goal(lab, "move", "1.1", "+5")
    assert "a draft for Ben" in goal(lab, "edit", "1.2", "a draft for Ben")
    assert "Goal 1: Dropped: on " in goal(lab, "drop", "1", "--why", "no data")
    assert "Taken back." in goal(lab, "undo")
    assert "Goal 1 done. Done: reached on " in goal(lab, "done", "1", "--on", "yesterday")


def test_a_slip_is_counted_in_words(lab: Workspace) -> None:
    today = zone_of(lab).today()
    Goals(lab).move(1, 1, to=today + timedelta(days=6), on=today - timedelta(days=2))
    assert "(second slip)" in goal(lab, "move", "1.1", "+7")
    assert "slipped twice, first promised for " in goal(lab, "list")


def test_show_tells_every_move_and_its_reason(lab: Workspace) -> None:
    goal(lab, "move", "1.2", "+25", "--why", "the seed failed")
    assert "the seed failed" not in goal(lab, "list")
    assert "the seed failed" in goal(lab, "show", "1")
    told = as_json(lab, "show", "1")
    assert told["milestones"][1]["moves"][0]["why"] == "the seed failed"
    assert told["track"]["n_slips"] == 1
    assert told["track"]["sentence"].startswith(told["track"]["state"].capitalize())


def test_list_shows_what_is_open_and_all_of_it_when_asked(lab: Workspace) -> None:
    goal(lab, "add", "pass the exam")
    goal(lab, "done", "2")
    said = goal(lab, "list")
    assert "submit to ACL" in said
    assert "pass the exam" not in said
    assert "Open: 1 goal." in said
    assert "pass the exam" in goal(lab, "list", "--all")
    assert [told["number"] for told in as_json(lab, "list", "--all")["goals"]] == [1, 2]
    assert as_json(lab, "list")["open"]["n_goals"] == 1


def test_too_many_goals_are_said(lab: Workspace) -> None:
    for n in range(3):
        goal(lab, "add", f"goal {n}", "--by", "+9")
    assert "Narrow down: " in goal(lab, "list")


def test_one_lists_another_s_goals_without_their_open_work(lab: Workspace) -> None:
    (lab.root / "tenfold.toml").write_text('[person]\nname = "Ben"\n')
    assert "No open goal" in goal(lab, "list")
    said = goal(lab, "list", "--person", "local")
    assert "submit to ACL" in said
    assert "Open:" not in said
    assert goal(lab, "list", "--person", "Cleo") == "Cleo has no open goal.\n"
    assert "open" not in as_json(lab, "list", "--person", "local")


def test_one_question_is_pinned_shown_and_taken_down(workspace: Workspace) -> None:
    assert goal(workspace, "question") == "No question is pinned.\n"
    assert goal(workspace, "question", "Does it help?") == "Question: Does it help?\n"
    said = goal(workspace, "question", "Does it help\nwith few labels?")
    assert said == "Question: Does it help with few labels?\nBefore: Does it help?\n"
    assert goal(workspace, "list").startswith("Question: Does it help with few labels?\n")
    assert as_json(workspace, "question")["question"] == "Does it help with few labels?"
    assert goal(workspace, "question", "--clear").startswith("No question is pinned.\nBefore: ")
    with pytest.raises(InputError, match="exclude"):
        goal(workspace, "question", "Why?", "--clear")


@pytest.mark.parametrize(
    "words",
    [
        ("add", "submit", "--by", "someday"),
        ("add", "submit", "--milestone", "draft"),
        ("add", "submit", "--milestone", "results by +3", "--milestone", "draft by someday"),
        ("add", " "),
        ("milestone", "2", "draft", "--by", "+3"),
        ("move", "1.2", "never"),
        ("move", "1.9", "+3"),
        ("move", "one", "+3"),
        ("done", "1.1", "--on", "tomorrow"),
        ("done", "7"),
        ("remove", "1.5"),
        ("show", "4"),
        ("drop", "1", "--why", " "),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_written(
    lab: Workspace, words: tuple[str, ...]
) -> None:
    before = Goals(lab).goals()
    with pytest.raises(InputError) as refused:
        goal(lab, *words)
    assert refused.value.remedy
    assert Goals(lab).goals() == before


def test_goals_are_kept_in_the_workspace_folder_that_is_named(tmp_path: Path) -> None:
    one, other = Workspace.create(tmp_path / "one"), Workspace.create(tmp_path / "other")
    goal(one, "add", "submit")
    assert Goals(other).goals() == []
