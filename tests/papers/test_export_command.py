"""`tenfold paper export`, and which papers go out under which keys."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from papers.records import LORA, made, reads
from tenfold.cli.papers.app import paper_app
from tenfold.errors import InputError
from tenfold.papers.exporters.bibtex import write_bibtex
from tenfold.papers.exporters.ris import write_ris
from tenfold.papers.exporting import Wanted, export
from tenfold.papers.importers.bibtex import BIBTEX
from tenfold.papers.importers.importer import Read
from tenfold.papers.importers.ris import RIS
from tenfold.papers.library import Library
from tenfold.papers.mark_change import MarkChange
from tenfold.papers.reading_marks import ReadingMarks
from tenfold.papers.record import Paper, Withdrawal
from tenfold.papers.subject import subject_of
from tenfold.store.workspace import Workspace


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """A library in the current folder: hu2021lora (once: lora), b, c; c is retracted."""
    library = Library(Workspace.create(tmp_path))
    library.take_in(
        reads(
            replace(LORA, key="lora"),
            Paper(title="Second of all", key="b", year=1999),
            Paper(
                title="Third thing", key="c", withdrawn=Withdrawal("retracted", "2024", "no data")
            ),
        )
    )
    library.change("lora", key="hu2021lora")
    monkeypatch.chdir(tmp_path)
    return library


def run(*words: str) -> Result:
    result = CliRunner().invoke(paper_app, ["export", *words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result


def said(*words: str) -> Any:
    return json.loads(run(*words, "--json").stdout)


def keys_in(text: str) -> list[str]:
    return [
        line.partition("{")[2].rstrip(",") for line in text.splitlines() if line.startswith("@")
    ]


def test_what_a_text_cites_goes_out_under_the_keys_it_uses(lab: Library) -> None:
    Path("paper.tex").write_text("\\cite{lora, unknown} % \\cite{b}\n\\nocite{b}")
    report = said("--cited-by", "paper.tex")
    assert keys_in(report["text"]) == ["b", "lora"]
    assert (report["missing"], report["n_papers"]) == (["unknown"], 2)
    result = run("--cited-by", "paper.tex", "--out", "refs.bib")
    assert "unknown" in result.stderr
    assert "Wrote 2 papers to refs.bib" in result.stdout
    assert Path("refs.bib").read_text() == report["text"]


def test_a_study_a_text_and_keys_together(lab: Library) -> None:
    studies = Path("studies")
    studies.mkdir(exist_ok=True)
    (studies / "adapt.toml").write_text('[study]\npapers = ["hu2021lora"]\n')
    Path("notes.md").write_text("as [@c] say")
    report = said("--cited-by", "adapt", "--cited-by", "notes.md", "b")
    assert keys_in(report["text"]) == ["b", "c", "hu2021lora"]
    assert report["remarks"] == ["c was retracted: 2024 no data."]


def test_a_paper_under_two_keys_is_said(lab: Library) -> None:
    Path("paper.tex").write_text(r"\cite{lora}\cite{hu2021lora}")
    report = said("--cited-by", "paper.tex")
    assert keys_in(report["text"]) == ["hu2021lora", "lora"]
    assert "lora and hu2021lora are one paper" in report["remarks"][0]


def test_nocite_star_and_nothing_named_are_the_whole_library(lab: Library) -> None:
    Path("paper.tex").write_text(r"\cite{lora}\nocite{*}")
    assert keys_in(said("--cited-by", "paper.tex")["text"]) == ["b", "c", "lora"]
    assert keys_in(run().stdout) == ["b", "c", "hu2021lora"]


def test_what_an_entry_refers_to_goes_with_it(lab: Library) -> None:
    child = Paper(title="A chapter", key="child", type="chapter", extra={"crossref": "parent"})
    parent = Paper(title="The whole book", key="parent", type="book")
    lab.take_in(reads(parent, child))
    assert keys_in(run("child").stdout) == ["child", "parent"]


def test_the_ending_says_the_format(lab: Library) -> None:
    run("--out", "a.ris")
    run("--out", "a.json")
    run("b", "--out", "a.md", "--style", "ieee")
    run("b", "--out", "a.html")
    assert Path("a.ris").read_text().startswith("TY  - ")
    assert [item["id"] for item in json.loads(Path("a.json").read_text())] == [
        "b",
        "c",
        "hu2021lora",
    ]
    assert Path("a.md").read_text() == "\\[1\\] “Second of all,” 1999.\n"
    assert "<p><i>Second of all</i>. (1999).</p>" in Path("a.html").read_text()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nothing"], "nothing"),
        (["--format", "bibtext"], "bibtex"),
        (["--format", "notes"], "--folder"),
        (["--folder", "x", "--format", "ris"], "--out"),
        (["--folder", "x", "--out", "y.bib"], "--out"),
        (["--style", "ieee", "--out", "a.bib"], "--format list"),
        (["--private", "--out", "a.bib"], "--folder"),
        (["--style", "ieeee"], "ieee"),
        (["--cited-by", "adopt"], "adopt"),
        (["--out", "no/such/folder.bib"], "cannot be written"),
        (["--out", "mine.bib"], "--force"),
        (["--out", "a.docx"], ".bib, .ris"),
        (["--out", "studies"], "--force"),
        (["--folder", "mine.bib", "--force"], "no folder"),
        (["--folder", "link", "--force"], "no folder"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_written(
    lab: Library, words: list[str], message: str
) -> None:
    Path("mine.bib").write_text("mine")
    Path("studies").mkdir(exist_ok=True)
    Path("link").symlink_to("studies")
    before = sorted(Path().rglob("*"))
    with pytest.raises(InputError) as error:
        run(*words)
    assert message in str(error.value)
    after = {path for path in Path().rglob("*") if "sqlite" not in path.name}
    assert after <= set(before)
    assert Path("mine.bib").read_text() == "mine"


def test_a_file_is_replaced_only_where_that_is_asked_for(lab: Library) -> None:
    run("b", "--out", "a.bib")
    run("b", "--out", "a.bib")  # the same again is no replacement
    with pytest.raises(InputError):
        run("--out", "a.bib")
    run("--out", "a.bib", "--force")
    assert keys_in(Path("a.bib").read_text()) == ["b", "c", "hu2021lora"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to(lab: Library) -> None:
    Path("shut").mkdir(mode=0o500)
    with pytest.raises(InputError, match="cannot be written"):
        run("--folder", "shut/out")


def test_a_folder_of_some_papers(lab: Library) -> None:
    assert said("b", "lora", "--folder", "some")["n_papers"] == 2
    new = Library(Workspace.create(Path("new")))
    from tenfold.papers.files import PaperFiles

    new.take_in(PaperFiles.recognised([Path("some")]).records())
    assert sorted(paper.key for paper in new.papers()) == ["b", "hu2021lora"]
    assert new.aliases("hu2021lora") == ("lora",)


def test_only_ones_own_marks_go_out_and_only_when_asked_for(
    lab: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Workspace.find(Path())
    day = date(2026, 5, 4)
    own, other = ReadingMarks(here), ReadingMarks(here, person="Canary Person")
    own.change(subject_of(lab.number("b")), MarkChange(state="skimmed"), day=day)
    own.tag(subject_of(lab.number("b")), ["method"])
    other.tag(subject_of(lab.number("c")), ["canary"])
    run("--folder", "plain")
    run("--folder", "mine", "--private")
    assert not Path("plain/private").exists()
    for file in (path for path in Path("mine").rglob("*.*") if path.is_file()):
        assert "canary" not in file.read_text().casefold()
    new = Workspace.create(Path("new"))
    words = ["import", "mine", "--workspace", "new"]
    for _ in range(2):
        assert CliRunner().invoke(paper_app, words).exit_code == 0
    (mark,) = ReadingMarks(new).all()
    assert mark.subject == subject_of(Library(new).number("b"))
    assert (mark.state, dict(mark.since), mark.tags) == ("skimmed", {"skimmed": day}, ("method",))


def test_notes_of_the_papers_that_a_text_cites(lab: Library) -> None:
    Path("paper.tex").write_text(r"\cite{b,c}")
    run("--cited-by", "paper.tex", "--format", "notes", "--folder", "notes")
    assert sorted(p.name for p in Path("notes").glob("*.md")) == ["b.md", "c.md"]


NASTY = st.text(
    st.sampled_from("aB1 <>&*_`[]()\\#~|!.\"'$%^=+-{}@:,/中é")
    | st.characters(categories=["L", "P", "S"]),
    max_size=40,
).map(lambda text: f"a {text} z")


@settings(max_examples=150, deadline=None)
@given(NASTY)
def test_any_title_survives_bibtex_and_ris(
    tmp_path_factory: pytest.TempPathFactory, title: str
) -> None:
    paper = Paper(title=" ".join(title.split()), key="k", type="article-journal", year=2020)
    folder = tmp_path_factory.mktemp("nasty")
    for write, importer, name in ((write_bibtex, BIBTEX, "a.bib"), (write_ris, RIS, "a.ris")):
        (folder / name).write_text(write([paper]), encoding="utf-8")
        (record,) = importer.read(folder / name)
        assert isinstance(record, Read)
        assert record.paper.title == paper.title


def test_the_same_library_gives_the_same_bytes(workspace: Workspace) -> None:
    library = Library(workspace)
    library.take_in(reads(*made(50)))
    for kind in ("bibtex", "ris", "csl", "list"):
        first, second = (export(workspace, Wanted(format=kind)) for _ in range(2))
        assert first.text == second.text != ""


def test_a_library_without_papers_says_so(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workspace.root)
    result = run()
    assert result.stdout == ""
    assert "no paper is there" in result.stderr
