"""`tenfold week show`, which is `tenfold week` too."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tenfold.cli.lab.week import week_app
from tenfold.errors import InputError
from tenfold.lab.api import note
from tenfold.lab.journal import Journal
from tenfold.lab.week.keeping import frozen_reports
from tenfold.lab.week.sandbox import fill_in
from tenfold.lab.weeks import Week
from tenfold.lab.zone import zone_of
from tenfold.store.workspace import Workspace


def week(workspace: Workspace, *words: object) -> str:
    arguments = [*map(str, words), "--workspace", str(workspace.root)]
    return CliRunner().invoke(week_app, arguments, catch_exceptions=False).output


@pytest.mark.parametrize("name", ["week.docx", "week"])
def test_a_file_of_no_format_of_reports_is_refused(
    workspace: Workspace, tmp_path: Path, name: str
) -> None:
    with pytest.raises(InputError) as refused:
        week(workspace, "--out", tmp_path / name)
    assert "--format" in refused.value.remedy
    assert not (tmp_path / name).exists()
    assert "Written" in week(workspace, "--out", tmp_path / name, "--format", "html")
    assert (tmp_path / name).read_text(encoding="utf-8").startswith("<!")


def test_a_reply_is_read_with_who_wrote_it(workspace: Workspace, tmp_path: Path) -> None:
    reply = tmp_path / "reply.md"
    reply.write_text("## Verdicts\n\nOn which seed?\n", encoding="utf-8")
    assert "Read from Gao" in week(workspace, "--reply", reply, "--from", "Gao", "--share")
    (advice,) = Journal(workspace).notes()
    assert advice.giver == "Gao"
    assert not advice.is_private


def test_options_of_a_reply_do_nothing_in_silence(workspace: Workspace) -> None:
    with pytest.raises(InputError, match="answer"):
        week(workspace, "--from", "Gao")


def test_a_template_that_fails_says_a_command_that_there_is(
    workspace: Workspace, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as refused:
        fill_in("{{ nothing }}", {})
    assert "tenfold week template --out FILE" in refused.value.remedy
    assert "Written" in week_app_says("template", "--out", str(tmp_path / "FILE"))


def week_app_says(*words: str) -> str:
    return CliRunner().invoke(week_app, list(words), catch_exceptions=False).output


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_note_is_refused_in_python_too(workspace: Workspace, text: str) -> None:
    with pytest.raises(InputError, match="empty"):
        note(text, workspace=workspace)
    assert Journal(workspace).notes() == []


def test_a_week_that_has_not_begun_is_not_frozen(workspace: Workspace) -> None:
    coming = Week.of(zone_of(workspace).today()) + 1
    with pytest.raises(InputError, match="not begun"):
        week(workspace, "freeze", "--of", coming, "--yes")
    assert frozen_reports(workspace) == []
    assert "is kept" in week(workspace, "freeze", "--of", coming - 1, "--yes")
