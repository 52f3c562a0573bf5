"""What people, files and other processes may hand to the library: said in words, never obeyed, nothing lost."""

from __future__ import annotations

from typing import Any

import pytest
from typer.testing import CliRunner

from papers.records import made, reads
from tenfold.cli.papers.app import paper_app
from tenfold.errors import InputError, StoppedError
from tenfold.papers import importing
from tenfold.papers.carried.carried_kinds import is_content
from tenfold.papers.editing import typed_fields
from tenfold.papers.library import Library
from tenfold.papers.reading_mark import ReadingMark
from tenfold.papers.record import Paper
from tenfold.store.workspace import Workspace

_BYTES = "\udcff"  # what an argument holds that is no UTF-8


@pytest.mark.parametrize("key", [_BYTES, "a\0b", "k" * 500, "", "two words"])
def test_what_could_be_no_key_is_the_key_of_no_paper(
    workspace_on_each: Workspace, key: str
) -> None:
    library = Library(workspace_on_each)
    library.take_in(reads(*made(2)))
    with pytest.raises(InputError, match="no paper"):
        library.paper(key)
    with pytest.raises(InputError, match="no paper"):
        library.history(key)


def test_a_field_that_is_no_text_is_refused() -> None:
    with pytest.raises(InputError, match="not UTF-8"):
        typed_fields(Paper(title="A"), [f"title={_BYTES}"])


@pytest.mark.parametrize("option", ["--offset", "--limit"])
def test_a_number_that_no_database_holds_is_refused(
    workspace: Workspace, option: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workspace.root)
    done = CliRunner().invoke(paper_app, ["list", option, "9" * 30])
    assert done.exit_code == 2
    assert "Invalid value" in done.output


@pytest.mark.parametrize(
    "wrong",
    [
        {"tags": [""]},
        {"tags": ["x" * 1000]},
        {"tags": ["\x1b[2Jadapters"]},
        {"giver": "Gao\x1b]0;owned\x07"},
        {"giver": 7},
        {"since": {"\x1b[2J": "2026-11-28"}},
        {"progress": [9, 3, "pages"]},
        {"progress": [True, 3, "pages"]},
        {"progress": [1, 3, "\x1b[2J"]},
        {"state": "eaten"},
    ],
)
def test_a_mark_that_nobody_could_have_made_is_left_out(wrong: dict[str, Any]) -> None:
    mark = ReadingMark(subject="", state="to read", giver="Gao", tags=("adapters",)).to_content()
    assert is_content("mark", mark)
    assert not is_content("mark", mark | wrong)


def test_an_import_that_another_process_takes_back_stops(
    workspace_on_each: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it would write on could never be taken back: its batch counts as taken back already."""
    monkeypatch.setattr(importing, "CHUNK", 20)
    library = Library(workspace_on_each)
    with pytest.raises(StoppedError, match="took it back"):
        library.take_in(
            reads(*made(60)), sources=[{"file": "x"}], told=lambda _: library.undo() and None
        )
    assert library.count() == 0
