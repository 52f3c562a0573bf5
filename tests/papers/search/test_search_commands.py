"""The commands, on a real library."""

from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner

from tenfold.cli.papers.search import index_command, search_command, similar_command
from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.record import Name, Paper, Reference, Withdrawal
from tenfold.store.workspace import Workspace

app = typer.Typer()
app.command("search")(search_command)
app.command("similar")(similar_command)
app.command("index")(index_command)

CITED = (Reference(ids={"doi": "10.1000/1"}),)
PAPERS = (
    Paper(title="Low-rank adapters", key="a", year=2021, authors=(Name("Hu"),), references=CITED),
    Paper(
        title="Layers that are added",
        key="b",
        year=2022,
        abstract="[red]An adapter[/red] \x1b[2J is a small layer.",
        references=CITED,
        withdrawn=Withdrawal("withdrawn"),
    ),
    Paper(title="低资源机器翻译", key="c", year=2020),
)


@pytest.fixture
def filled(workspace: Workspace) -> Workspace:
    Library(workspace).take_in([Read(paper, f"line {n}") for n, paper in enumerate(PAPERS)])
    return workspace


def said(workspace: Workspace, *words: str) -> str:
    done = CliRunner().invoke(app, [*words, "--workspace", str(workspace.root)])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_search_shows_keys_reasons_and_the_piece_found(filled: Workspace) -> None:
    shown = said(filled, "search", "small", "adapter", "--by", "words")
    assert "b  WITHDRAWN Layers that are added" in shown
    assert "words 100%" in shown
    assert "[red]An adapter[/red]" in shown  # as it was written, never as markup
    assert "\x1b[2J" not in shown
    assert "c  低资源机器翻译" in said(filled, "search", "翻译", "--by", "words")
    assert "No paper was found." in said(filled, "search", "nothing", "--by", "words")


def test_a_search_as_json(filled: Workspace) -> None:
    found = json.loads(said(filled, "search", "adapters", "year:2021..", "--json"))
    assert found["schema_version"] == 1
    assert {hit["key"] for hit in found["hits"]} == {"a", "b"}
    assert "tenfold paper index" in found["notices"][0]
    hit = next(hit for hit in found["hits"] if hit["key"] == "b")
    (start, end), *_ = hit["snippet"]["marks"]
    assert hit["snippet"]["text"][start:end] == "adapter"


def test_what_changes_in_the_library_is_found_at_once(filled: Workspace) -> None:
    said(filled, "search", "adapters", "--by", "words")
    library = Library(filled)
    library.change("a", title="Prompts")
    assert "Prompts" in said(filled, "search", "prompts", "--by", "words")
    library.remove(["a"])
    assert "No paper was found." in said(filled, "search", "prompts", "--by", "words")
    library.undo()
    assert "Prompts" in said(filled, "search", "prompts", "--by", "words")


def test_the_index_is_brought_up_to_date_and_found_by_meaning(filled: Workspace) -> None:
    first = json.loads(said(filled, "index", "--json"))
    assert first["words"]["n_papers"] == first["meaning"]["n_papers"] == 3
    again = json.loads(said(filled, "index", "--json"))
    assert again["words"]["n_papers"] == again["meaning"]["n_papers"] == 0
    found = json.loads(said(filled, "search", "parameter-efficient fine-tuning", "--json"))
    assert found["notices"] == []
    assert found["hits"][0]["key"] in {"a", "b"}


def test_similar_papers_and_their_reasons(filled: Workspace) -> None:
    found = json.loads(said(filled, "similar", "a", "--json"))
    assert [one["key"] for one in found["similar"]] == ["b"]
    assert found["similar"][0]["why"] == [
        {"kind": "references", "share": 1.0, "value": 1.0, "n": 1}
    ]
    assert "references 1 100%" in said(filled, "similar", "a")
