"""`tenfold plan`: what a person types and sees."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from tenfold.cli.lab.plan import plan_app
from tenfold.errors import InputError
from tenfold.lab.plan import Plan
from tenfold.lab.weeks import Week
from tenfold.lab.zone import zone_of
from tenfold.store.workspace import Workspace


def run(workspace: Workspace, *words: str) -> Result:
    return CliRunner().invoke(plan_app, [*words, "--workspace", str(workspace.root)])


def said(workspace: Workspace, *words: str) -> str:
    result = run(workspace, *words)
    assert result.exit_code == 0, result.exception or result.output
    return result.output


def refused(workspace: Workspace, *words: str) -> str:
    """The message of a command that must end in one, and must not print anything."""
    result = run(workspace, *words)
    assert isinstance(result.exception, InputError), result.output
    assert result.output == ""
    return str(result.exception)


def planned(workspace: Workspace) -> Any:
    return json.loads(said(workspace, "list", "--json"))


def test_the_word_add_may_be_left_out_and_a_slip_is_no_task(workspace: Workspace) -> None:
    assert "Task 1: " in said(workspace, "write the draft", "--on", "tomorrow")
    assert "Task 2: " in said(workspace, "read")
    assert "tenfold plan list" in refused(workspace, "lst")
    assert [task.text for task in Plan(workspace).tasks()] == ["read", "write the draft"]


def test_a_task_is_done_reopened_moved_dropped_edited_removed(workspace: Workspace) -> None:
    said(workspace, "first")
    said(workspace, "second")
    assert said(workspace, "done", "1", "2") == "Done: first\nDone: second\n"
    assert "Open again: first" in said(workspace, "reopen", "1")
    assert "carried over once" in said(workspace, "move", "1", "next week")
    assert "Task 1: three" in said(workspace, "edit", "1", "three")
    assert "Dropped: three" in said(workspace, "drop", "1")
    assert "Removed: second" in said(workspace, "remove", "2")
    assert "task 2 is as before" in said(workspace, "undo")
    assert "task 1 is as before" in said(workspace, "undo")
    assert [task.is_open for task in Plan(workspace).tasks()] == [False, True]


def test_carried_over_ones_stand_first_and_are_counted(workspace: Workspace) -> None:
    today = zone_of(workspace).today()
    said(workspace, "today's")
    said(workspace, "late", "--on", "-14")
    said(workspace, "next", "--on", "next week")
    said(workspace, "far", "--on", "+8w")
    first, second, third = planned(workspace)["weeks"]
    assert [(task["text"], task["n_carried"]) for task in first["carried"]] == [("late", 2)]
    assert [task["text"] for task in first["days"][today.isoformat()]] == ["today's"]
    assert (first["week"], second["carried"], third["carried"]) == (str(Week.of(today)), [], [])
    lines = said(workspace, "list").splitlines()
    assert lines[0] == f"This week, {Week.of(today)}"
    assert lines[1].split() == ["carried", "over", "2", "late", "(carried", "over", "2", "times)"]
    assert lines[-1] == "1 later still"


def test_an_empty_day_shows_the_line_of_one_s_choice(workspace: Workspace) -> None:
    assert "nothing planned" in said(workspace, "list")
    assert "No line" in said(workspace, "standing")
    line = "write something worth reading or do something worth writing"
    assert line in said(workspace, "standing", line)
    assert line in said(workspace, "standing")
    assert said(workspace, "list").count(line) >= 11  # today, and ten week days to come
    assert planned(workspace)["standing_line"] == line
    said(workspace, "something")
    today = zone_of(workspace).today().isoformat()
    (of_today,) = [row for row in said(workspace, "list").splitlines() if today in row]
    assert of_today.startswith("*")
    assert line not in of_today
    said(workspace, "standing", "--clear")
    assert line not in said(workspace, "list")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("x", "--on", "someday"), "no day"),
        (("add", " "), "needs a text"),
        (("done", "9"), "tenfold plan list"),
        (("move", "9", "fri"), "no task 9"),
        (("undo",), "nothing to take back"),
    ],
)
def test_what_cannot_be_is_a_message(
    workspace: Workspace, words: tuple[str, ...], message: str
) -> None:
    assert message in refused(workspace, *words)
    assert Plan(workspace).tasks() == []


def test_every_command_shows_an_example() -> None:
    for command in plan_app.registered_commands:
        assert command.callback is not None
        assert "Example: tenfold plan" in str(command.callback.__doc__)
