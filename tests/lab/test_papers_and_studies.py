"""Papers and studies next to each other: who cites whom, what was read in a week, keys that nobody has."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from typer.testing import CliRunner

from small import write_study
from tenfold.cli.main import app
from tenfold.lab.citing_studies import studies_citing
from tenfold.lab.known_papers import unknown_papers
from tenfold.lab.papers_read import papers_read
from tenfold.lab.week.view import view_week
from tenfold.lab.zone import zone_of
from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.mark_change import MarkChange
from tenfold.papers.reading_marks import ReadingMarks
from tenfold.papers.record import Paper
from tenfold.papers.subject import subject_of
from tenfold.store.workspace import Workspace
from tenfold.study.api import load_study


@pytest.fixture
def library(workspace: Workspace) -> Library:
    library = Library(workspace)
    papers = [Paper(title=f"On {key}", key=key) for key in ("hu2021lora", "zaken2022bitfit")]
    library.take_in([Read(paper, "refs.bib:1") for paper in papers])
    return library


def mark(workspace: Workspace, library: Library, key: str, state: str, day: date) -> None:
    subject = subject_of(library.number(key))
    ReadingMarks(workspace).change(subject, MarkChange(state=state), day=day)


def test_what_was_read_stands_on_its_day_in_one_s_own_report_alone(
    workspace: Workspace, library: Library
) -> None:
    today = zone_of(workspace).today()
    mark(workspace, library, "hu2021lora", "skimmed", today - timedelta(weeks=1))
    mark(workspace, library, "hu2021lora", "read in depth", today)
    mark(workspace, library, "zaken2022bitfit", "to read", today)
    assert [(read.key, read.depth) for read in papers_read(workspace)] == [
        ("hu2021lora", "skimmed"),
        ("hu2021lora", "in depth"),
    ]
    report = view_week(workspace).report
    assert report is not None
    said = next(section for section in report.sections if section.key == "reading")
    assert "On hu2021lora" in said.lines[-1].text
    other = Workspace(workspace.root)
    other.settings = {**workspace.settings, "person": {"name": "Gao"}}
    assert papers_read(other) == ()


def test_a_paper_shows_the_studies_that_cite_it_and_their_verdicts(
    workspace: Workspace, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_study(workspace)
    text = path.read_text("utf-8").replace("[study]", '[study]\npapers = ["hu2021lora", "nobody"]')
    path.write_text(text, "utf-8")
    write_study(workspace, "other")
    load_study("small", workspace=workspace).run()
    (citing,) = studies_citing(workspace, ["hu2021lora"])
    assert (citing.name, citing.state) == ("small", "done")
    assert [verdict.verdict for verdict in citing.verdicts] == ["supported"]
    assert studies_citing(workspace, ["zaken2022bitfit"]) == []
    monkeypatch.chdir(workspace.root)
    shown = json.loads(CliRunner().invoke(app, ["paper", "show", "hu2021lora", "--json"]).output)
    assert [study["name"] for study in shown["studies"]] == ["small"]
    checked = CliRunner().invoke(app, ["study", "check", "small"]).output
    assert "'nobody' is not in the library" in checked
    assert "hu2021lora" not in checked
    assert unknown_papers(workspace, ["nobody", "hu2021lora"]) == ["nobody"]


def test_a_declaration_that_cannot_be_read_cites_nothing(
    workspace: Workspace, library: Library
) -> None:
    (workspace.studies / "broken.toml").write_text("[study\n", "utf-8")
    (workspace.studies / "odd.toml").write_text("[study]\npapers = 3\n", "utf-8")
    assert studies_citing(workspace, ["hu2021lora"]) == []
