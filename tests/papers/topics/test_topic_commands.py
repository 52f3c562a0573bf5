"""`tenfold paper topics` and `topic`, on a real workspace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from tenfold.cli.papers.topics import topic_command, topics_command
from tenfold.errors import InputError
from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.record import Paper, Withdrawal
from tenfold.papers.taking_back import take_back
from tenfold.store.workspace import Workspace

app = typer.Typer()
app.command("topics")(topics_command)
app.command("topic")(topic_command)


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with two papers, in the current folder."""
    papers = [
        Paper(title="Neural Machine Translation [bold]now[/bold]", key="nmt", year=2020),
        Paper(
            title="A roadmap of language models", key="road", year=2022,
            withdrawn=Withdrawal("withdrawn"),
        ),
    ]  # fmt: skip
    Library(Workspace.create(tmp_path)).take_in([Read(p, p.key) for p in papers])
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    result = CliRunner().invoke(app, words)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.mark.usefixtures("lab")
def test_coverage_is_a_table_with_its_gaps() -> None:
    said = run("topics").output
    assert "2 papers, 0 under no topic." in said
    assert "Withdrawn or retracted papers are counted too: 1 times." in said
    assert "gap: Protein Research: no paper." in said
    (row,) = [line for line in said.splitlines() if line.startswith("Machine Translation")]
    assert row.split()[2:] == ["1", "0", "0", "1"]


def test_coverage_goes_out_as_json_and_as_a_page(lab: Path) -> None:
    said = json.loads(run("topics", "--json", "--html", "topics.html").output)
    assert said["schema_version"] == 1
    assert said["years"] == [2020, 2021, 2022]
    (row,) = [topic for topic in said["topics"] if topic["key"] == "machine_translation"]
    assert row["by_year"] == {"2020": 1}
    assert "<svg" in (lab / "topics.html").read_text()


def test_a_page_replaces_a_file_only_when_asked(lab: Path) -> None:
    (lab / "mine.html").write_text("mine")
    for name, message in (("mine.html", "is there already"), (".", "is a folder")):
        with pytest.raises(InputError, match=message):
            run("topics", "--html", name)
    assert (lab / "mine.html").read_text() == "mine"
    run("topics", "--html", "mine.html", "--force")
    assert "<svg" in (lab / "mine.html").read_text()


@pytest.mark.usefixtures("lab")
def test_a_correction_is_taken_back_like_all_that_is_said(lab: Path) -> None:
    before = run("topic", "nmt", "--json").output
    run("topic", "nmt", "--add", "data")
    assert run("topic", "nmt", "--json").output != before
    (gone,) = take_back(Workspace.find())
    assert gone.kind == "topic"
    assert run("topic", "nmt", "--json").output == before


@pytest.mark.usefixtures("lab")
def test_a_correction_is_said_once_and_shown_after() -> None:
    before = run("topic", "nmt").output
    assert "in  machine_translation" in before
    assert "[bold]now[/bold]" in before
    run("topic", "nmt", "--add", "data", "--remove", "machine_translation")
    said = json.loads(run("topic", "nmt", "--json").output)
    assert [t["topic"] for t in said["topics"] if t["is_in"]] == ["data"]
    assert "[WITHDRAWN]" in run("topic", "road").output


def test_what_is_not_there_is_refused_before_anything_is_written(lab: Path) -> None:
    for words in (
        ("topics", "--by", "rules"),
        ("topics", "--lang", "fr", "--html", "x.html"),
        ("topic", "nobody"),
        ("topic", "nmt", "--add", "dat"),
    ):
        with pytest.raises(InputError):
            run(*words)
    assert not (lab / "x.html").exists()
