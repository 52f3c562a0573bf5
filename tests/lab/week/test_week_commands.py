"""`tenfold week ...` as it is typed: kept reports of one and of several weeks."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tenfold.cli.lab.week import week_app
from tenfold.cli.lab.week_keeping import freeze_command
from tenfold.errors import InputError
from tenfold.lab.journal import Journal
from tenfold.lab.note import Note
from tenfold.lab.week.keeping import frozen_reports
from tenfold.lab.weeks import Week
from tenfold.lab.zone import Zone
from tenfold.store.workspace import Workspace

TODAY = Zone().today()
WEEK = Week.of(TODAY)


def said(workspace: Workspace, *words: str) -> str:
    """What a command prints that succeeds."""
    place = ["--workspace", str(workspace.root)]
    result = CliRunner().invoke(week_app, [*words, *place], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_report_of_two_weeks_is_frozen_corrected_and_shown_as_one(workspace: Workspace) -> None:
    printed = said(workspace, "freeze", "--weeks", "2")
    assert f"--of {WEEK} --weeks 2 --out" in printed
    said(workspace, "add", "--weeks", "2", "It was 0.2.")
    assert "It was 0.2." in said(workspace, "--weeks", "2", "--format", "md")
    assert "It was 0.2." not in said(workspace, "--format", "md")
    assert f"{WEEK} (2 weeks)" in said(workspace, "list")
    with pytest.raises(InputError, match=f"the report of {WEEK} was not frozen"):
        said(workspace, "add", "of one week")


def test_nobody_edits_a_report_that_cannot_be_frozen(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = tmp_path / "opened"
    editor = tmp_path / "editor.sh"
    editor.write_text(f'#!/bin/sh\necho x >> "{opened}"\necho more >> "$1"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    said(workspace, "freeze", "--edit")
    assert opened.read_text() == "x\n"
    with pytest.raises(InputError, match="was frozen on"):
        said(workspace, "freeze", "--edit")
    assert opened.read_text() == "x\n"
    assert frozen_reports(workspace)[0].markdown.endswith("more\n")


def test_a_ticked_note_stands_in_the_report_and_another_private_one_does_not(workspace) -> None:
    journal = Journal(workspace)
    journal.write(Note(text="ticked", day=TODAY))
    journal.write(Note(text="canary", day=TODAY))
    said(workspace, "freeze", "--share", "1")
    shown = said(workspace, "--json")
    assert "ticked" in shown
    assert "canary" not in shown
    assert [note.number for note in journal.shared()] == [1]


@pytest.mark.parametrize(
    ("typed", "is_shown"), [("", False), ("none", False), ("1", True), ("All", True)]
)
def test_at_a_terminal_private_notes_are_asked_for_one_by_one(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, typed: str, is_shown: bool
) -> None:
    Journal(workspace).write(Note(text="own", day=TODAY))
    ours, terminal = os.openpty()
    os.write(ours, f"{typed}\ny\n".encode())
    with os.fdopen(ours, "wb"), os.fdopen(terminal, "r", encoding="utf-8") as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        freeze_command(workspace=workspace.root)
    assert ("own" in frozen_reports(workspace)[0].markdown) is is_shown


def test_the_form_asks_what_the_report_of_these_weeks_asks(workspace: Workspace) -> None:
    asked = Note(text="last week?", day=(WEEK - 1).monday, kind="question", is_private=False)
    Journal(workspace).write(asked)
    assert f"weeks {WEEK - 1} to {WEEK}" in said(workspace, "form", "--weeks", "2")
    assert "Q1 last week?" in said(workspace, "form")


def test_json_of_what_is_not_frozen_says_so(workspace: Workspace) -> None:
    assert json.loads(said(workspace, "--json"))["frozen"] is None
