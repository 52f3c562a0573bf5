"""Papers and studies next to each other: who cites whom, what was read in a week, keys that nobody has."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from click.testing import Result
from typer.testing import CliRunner

from small import write_study
from tenfold.cli.main import app
from tenfold.errors import InputError
from tenfold.lab.citing_studies import studies_citing
from tenfold.lab.known_papers import hint_for, unknown_papers
from tenfold.lab.library_sources import map_sources, reading_of
from tenfold.lab.papers_answered import papers_answered
from tenfold.lab.papers_read import papers_read
from tenfold.lab.replication_pointers import replication_pointers
from tenfold.lab.week.view import view_week
from tenfold.lab.zone import zone_of
from tenfold.papers.answers import Answers
from tenfold.papers.discussion import Discussion
from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.map.library_map import MapWish, library_map
from tenfold.papers.mark_change import MarkChange
from tenfold.papers.reading_marks import ReadingMarks
from tenfold.papers.reading_plan import plan_reading
from tenfold.papers.record import Paper
from tenfold.papers.subject import subject_of
from tenfold.store.workspace import Workspace
from tenfold.study.api import load_study


@pytest.fixture
def library(workspace: Workspace) -> Library:
    library = Library(workspace)
    papers = [
        Paper(title=f"On {key}", key=key, abstract="We show.")
        for key in ("hu2021lora", "zaken2022bitfit")
    ]
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


def test_the_map_joins_studies_with_their_papers_and_the_plan_knows_what_is_read(
    workspace: Workspace, library: Library
) -> None:
    path = write_study(workspace)
    text = path.read_text("utf-8").replace("[study]", '[study]\npapers = ["hu2021lora"]')
    path.write_text(text, "utf-8")
    drawn = library_map(workspace, MapWish(sources=map_sources(workspace)))
    nodes = drawn.graph.nodes
    joined = {
        frozenset((nodes[edge.source].label, nodes[edge.target].label))
        for edge in drawn.graph.edges
    }
    assert any("small" in pair for pair in joined)
    today = zone_of(workspace).today()
    mark(workspace, library, "hu2021lora", "read in depth", today)
    plan = plan_reading(workspace, today=today, reading=reading_of(workspace, n_abstracts=5))
    assert plan.n_in_depth_read == 1
    assert [s.paper.key for s in (*plan.in_depth, *plan.abstracts)] == ["zaken2022bitfit"]


def test_the_plan_prefers_what_the_open_studies_are_about(workspace: Workspace) -> None:
    library = Library(workspace)
    titles = {"a": "Neural machine translation of rare words", "b": "Protein structure prediction"}
    library.take_in([Read(Paper(title=t, key=k, year=2020), "x:1") for k, t in titles.items()])
    path = write_study(workspace)
    question = path.read_text("utf-8").replace(
        "Do words tell the organs?", "Does machine translation need subwords?"
    )
    path.write_text(question, "utf-8")
    today = zone_of(workspace).today()
    plan = plan_reading(workspace, today=today, reading=reading_of(workspace, n_abstracts=5))
    assert plan.in_depth[0].paper.key == "a"


def invoke(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_keys_that_nobody_has_are_told_with_the_nearest(
    workspace: Workspace, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workspace.root)
    path = write_study(workspace)
    text = path.read_text("utf-8").replace("[study]", '[study]\npapers = ["hu2021lra"]')
    path.write_text(text, "utf-8")
    assert "Did you mean 'hu2021lora'?" in hint_for(workspace, "hu2021lra")
    assert hint_for(workspace, "hu2021lora") == ""
    for command in ("check", "declare"):
        done = invoke("study", command, "small")
        assert done.exit_code == 0  # a study from a bundle comes without its papers
        assert "'hu2021lra' is not in the library. Did you mean 'hu2021lora'?" in done.output


def test_a_pointer_to_a_replication_is_checked_and_shown_on_the_study_s_side(
    workspace: Workspace, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workspace.root)
    write_study(workspace)
    wrong = invoke("paper", "comment", "hu2021lora", "We tried.", "--study", "smal")
    assert isinstance(wrong.exception, InputError)
    assert (
        invoke("paper", "comment", "hu2021lora", "We *tried*.", "--study", "small").exit_code == 0
    )
    Discussion(workspace, person="ada").comment(
        subject_of(library.number("zaken2022bitfit")), "A note on small."
    )
    (pointer,) = replication_pointers(workspace, "small")
    assert (pointer.key, pointer.text) == ("hu2021lora", "We tried.")
    assert "on hu2021lora: We tried." in invoke("study", "show", "small").output
    said = json.loads(invoke("study", "show", "small", "--json").output)
    assert [one["paper"] for one in said["replication_pointers"]] == ["hu2021lora"]


def test_the_week_tells_what_was_answered_on_its_day(
    workspace: Workspace, library: Library
) -> None:
    for n in (7, 1):
        Answers(workspace).answer(subject_of(library.number("hu2021lora")), n, "said")
    Answers(workspace, person="ada").answer(subject_of(library.number("hu2021lora")), 5, "hers")
    zone = zone_of(workspace)
    (own,) = papers_answered(workspace, zone, workspace.person)
    assert (own.key, own.day, sorted(own.questions)) == ("hu2021lora", zone.today(), [1, 7])
    report = view_week(workspace).report
    assert report is not None
    section = next(s for s in report.sections if s.key == "reading")
    assert [line.facts["answered"] for line in section.lines if "answered" in line.facts] == [
        [1, 7]
    ]
    theirs = view_week(workspace, person="ada").report
    assert theirs is not None
    section = next(s for s in theirs.sections if s.key == "reading")
    assert [line.facts["answered"] for line in section.lines if "answered" in line.facts] == [[5]]
    library.remove(["hu2021lora"])
    assert papers_answered(workspace, zone, workspace.person) == ()
