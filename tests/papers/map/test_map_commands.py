"""`paper map`, `plan`, `snooze`, `drop`, `propose`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
import typer
from map_graphs import LIBRARY
from typer.testing import CliRunner

from tenfold.cli.papers.map import map_command
from tenfold.cli.papers.plan import drop_command, plan_command, propose_command, snooze_command
from tenfold.errors import InputError
from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.map.library_map import MapWish, library_map
from tenfold.papers.map.sources import CitingStudy, Sources
from tenfold.papers.record import Paper
from tenfold.store.workspace import Workspace

app = typer.Typer()
app.command("map")(map_command)
app.command("plan")(plan_command)
app.command("snooze")(snooze_command)
app.command("drop")(drop_command)
app.command("propose")(propose_command)


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with three papers, in the current folder."""
    workspace = Workspace.create(tmp_path)
    Library(workspace).take_in(Read(paper, f"refs.bib:{n}") for n, paper in LIBRARY)
    workspace.database.close()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> str:
    result = CliRunner().invoke(app, words)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def said(*words: str) -> Any:
    return json.loads(run(*words, "--json"))


def test_the_whole_library_is_mapped(lab: Path) -> None:
    whole = said("map")
    assert whole["schema_version"] == 1
    assert whole["attributes"]["n_nodes"] == {
        "paper": 3, "author": 3, "institution": 1, "venue": 3, "topic": 1,
    }  # fmt: skip
    assert "11 nodes (3 papers, 3 authors, 1 institution" in run("map")
    papers = said("map", "--kind", "paper")
    assert {node["attributes"]["citation_key"] for node in papers["nodes"]} == {
        "lora", "qlora", "dora",
    }  # fmt: skip
    bounded = said("map", "--most", "4")
    assert (len(bounded["nodes"]), bounded["attributes"]["n_left_out"]) == (4, 7)
    assert len(said("map", "--cited-by", "2")["nodes"]) == 12


def test_a_neighbourhood_says_how_far_each_is(lab: Path) -> None:
    near = said("map", "qlora", "--hops", "1", "--kind", "paper")
    hops = {n["attributes"]["citation_key"]: n["attributes"]["hops"] for n in near["nodes"]}
    assert hops == {"qlora": 0, "lora": 1, "dora": 1}


def test_files_are_written_by_their_ending(lab: Path) -> None:
    for name in ("a.json", "a.graphml", "a.gexf"):
        assert f"Written: {name}" in run("map", "--out", name)
    assert len(nx.read_graphml(lab / "a.graphml")) == len(nx.read_gexf(lab / "a.gexf")) == 11
    assert len(json.loads((lab / "a.json").read_text())["nodes"]) == 11


def test_a_file_that_is_there_is_replaced_only_when_asked(lab: Path) -> None:
    (lab / "mine.json").write_text("mine")
    with pytest.raises(InputError, match="is there already"):
        run("map", "--out", "mine.json")
    assert (lab / "mine.json").read_text() == "mine"
    run("map", "--out", "mine.json", "--force")
    assert "nodes" in (lab / "mine.json").read_text()


def test_topics_are_looked_for_only_where_the_map_shows_them(lab: Path) -> None:
    asked: list[int] = []

    def topics_of(number: int, _paper: Paper) -> list[str]:
        asked.append(number)
        return ["Adapters"]

    sources = Sources(topics_of=topics_of)
    library_map(Workspace.find(), MapWish(kinds=["paper", "author"], sources=sources))
    assert not asked
    whole = library_map(Workspace.find(), MapWish(kinds=["paper", "topic"], sources=sources))
    assert len(asked) == whole.graph.counts()["paper"]


def test_what_cannot_be_mapped_is_said_and_nothing_written(lab: Path) -> None:
    for words, message in (
        (["map", "nobody"], "no paper 'nobody'"),
        (["map", "--kind", "papers"], "Did you mean 'paper'"),
        (["map", "--out", "map.png"], "a map is no .png"),
        (["map", "nobody", "--out", "map.png"], "a map is no .png"),  # before anything is drawn
    ):
        with pytest.raises(InputError) as error:
            run(*words)
        assert message in str(error.value)
    assert not list(lab.glob("map*"))


def test_an_empty_library_says_what_is_next(tmp_path: Path) -> None:
    Workspace.create(tmp_path).database.close()
    for command in ("map", "plan"):
        assert "tenfold paper import" in run(command, "--workspace", str(tmp_path))


def test_a_study_may_name_a_paper_by_an_old_key(lab: Path) -> None:
    workspace = Workspace.find(lab)
    library = Library(workspace)
    library.change("lora", key="hu")
    study = CitingStudy(name="adapt", papers=("lora", "gone"))
    drawn = library_map(workspace, MapWish(sources=Sources(studies=lambda: [study])))
    tests = [edge.target for edge in drawn.graph.edges if edge.kind == "tests"]
    assert tests == [f"paper:{library.number('hu')}"]


def test_a_plan_is_made_put_off_and_taken_back(lab: Path) -> None:
    Library(Workspace.find(lab)).change("qlora", abstract="Four bits.")
    plan = said("plan")
    assert [s["key"] for s in plan["in_depth"]] == ["lora"]
    assert [s["key"] for s in plan["abstracts"]] == ["qlora"]
    assert plan["abstracts"][0]["reasons"][0]["text"] == "NeurIPS is CCF A (2026)"
    assert "+3.0 ICLR is CCF A (2026)" in run("plan")
    assert "Put off until" in run("snooze", "lora", "--until", "+2w")
    assert "propose lora" in run("drop", "lora")
    after = said("plan")
    assert ([s["key"] for s in after["in_depth"]], after["n_put_off"]) == (["qlora"], 1)
    assert "1 of 2" in run("propose", "lora", "qlora")
    assert said("plan") == plan
    with pytest.raises(InputError, match="3 to 5 abstracts"):
        run("plan", "--abstracts", "9")
    with pytest.raises(InputError, match="not ahead"):
        run("snooze", "lora", "--until", "2020-01-01")
