"""A survey of a collection: what stands in it, what is missing, and its files."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from typer.testing import CliRunner

from tenfold.cli.main import app
from tenfold.errors import InputError
from tenfold.papers.answers import Answers
from tenfold.papers.collections import Collections
from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.record import Name, Paper, Withdrawal
from tenfold.papers.subject import subject_of
from tenfold.papers.survey.latex_symbols import latex_text
from tenfold.papers.survey.survey import QUESTIONS, Survey, survey_of
from tenfold.papers.survey.survey_files import (
    FORMATS,
    survey_bib,
    survey_files,
    write_survey,
    written_survey,
)
from tenfold.store.workspace import Workspace

PAPERS = [
    Paper(title="Machine translation of rare words", key="sen2016", year=2016,
          authors=(Name("Sennrich", "Rico"),)),
    Paper(title="Low-rank adaptation of language models", key="hu2021", year=2021,
          withdrawn=Withdrawal("retracted", "2024-01", "a slip")),
    Paper(title="A cookbook", key="cook", year=2018),
]  # fmt: skip
HOSTILE = (
    "x | <script>alert(1)</script> & 50 % \\input{x} ![p](https://evil.example/p.png) Я β 中\n"
)


@pytest.fixture
def lab(workspace: Workspace) -> Workspace:
    library = Library(workspace)
    library.take_in([Read(paper, "refs.bib:1") for paper in PAPERS])
    Collections(workspace).begin("mine")
    Collections(workspace).add("mine", [about(workspace, p.key) for p in reversed(PAPERS)])
    return workspace


def about(workspace: Workspace, key: str) -> str:
    return subject_of(Library(workspace).number(key))


def say(workspace: Workspace, key: str, n: int, text: str, *, person: str | None = None) -> None:
    Answers(workspace, person=person).answer(about(workspace, key), n, text)


def cell(survey: Survey, key: str, n: int) -> str:
    aspect = next(a for a in survey.comparison.aspects if a.n == n)
    one = next(c for c in survey.comparison.compared if c.name == key)
    return survey.comparison.cell(aspect, one)


def test_the_lab_s_choice_stands_before_one_s_own_and_nobody_else_s_stands(lab: Workspace) -> None:
    say(lab, "hu2021", 1, "mine")
    say(lab, "hu2021", 1, "hers", person="ada")
    say(lab, "hu2021", 3, "hers alone", person="ada")
    survey = survey_of(lab, "mine")
    assert [paper.key for paper in survey.papers] == ["cook", "hu2021", "sen2016"]
    assert [a.n for a in survey.comparison.aspects] == list(QUESTIONS)
    assert cell(survey, "hu2021", 1) == "mine"
    assert cell(survey, "hu2021", 3) == ""
    (left,) = (m for m in survey.missing if (m.paper, m.n) == ("hu2021", 3))
    assert left.given_by == ("ada",)
    assert "ada answered 3" in written_survey(lab, survey, "md")
    Answers(lab).choose(about(lab, "hu2021"), 1, "ada")
    Answers(lab).choose(about(lab, "hu2021"), 3, "ada")
    chosen = survey_of(lab, "mine")
    assert (cell(chosen, "hu2021", 1), cell(chosen, "hu2021", 3)) == ("hers", "hers alone")


def test_every_cell_is_filled_or_a_gap(lab: Workspace) -> None:
    for n in QUESTIONS[:2]:
        say(lab, "sen2016", n, "said")
    survey = survey_of(lab, "mine")
    gaps = {(m.paper, m.n) for m in survey.missing}
    cells = {(paper.key, n): cell(survey, paper.key, n) for paper in PAPERS for n in QUESTIONS}
    assert gaps == {place for place, text in cells.items() if not text}
    assert len(gaps) == 16


def test_what_is_next_is_grouped_by_topic_and_years_without_a_paper_are_told(
    lab: Workspace,
) -> None:
    say(lab, "sen2016", 10, "*Other* languages.")
    say(lab, "cook", 10, "More salt.")
    say(lab, "cook", 9, "not of a survey")
    survey = survey_of(lab, "mine")
    groups = {group.topic: group.steps for group in survey.next_steps}
    assert (("sen2016", "Other languages."),) in groups.values()
    assert groups[""] == (("cook", "More salt."),)
    assert survey.coverage.n_papers == 3
    assert {gap.topic for gap in survey.coverage.gaps} > {"protein_research"}
    assert "Protein Research: no paper." in written_survey(lab, survey, "md")


def test_another_s_private_collection_is_no_survey(lab: Workspace) -> None:
    Collections(lab, person="ada").begin("secret", private=True)
    with pytest.raises(InputError, match="no collection 'secret'"):
        survey_of(lab, "secret")


def test_an_empty_collection_and_papers_that_are_gone_are_no_trouble(lab: Workspace) -> None:
    Collections(lab).begin("empty")
    survey = survey_of(lab, "empty")
    assert survey_bib(lab, survey) == ""
    assert set(survey_files(lab, survey)) == {f"survey.{format}" for format in FORMATS}
    Library(lab).remove(["cook"])
    assert [paper.key for paper in survey_of(lab, "mine").papers] == ["hu2021", "sen2016"]


def test_nothing_that_people_wrote_acts_in_any_format(lab: Workspace) -> None:
    for n in QUESTIONS:
        say(lab, "hu2021", n, HOSTILE)
    say(lab, "cook", 1, "=1+1")
    survey = survey_of(lab, "mine")
    page = written_survey(lab, survey, "html")
    assert "<script" not in page
    assert "<img" not in page
    assert "https://evil.example" not in page
    assert "retracted" in page
    shown = MarkdownIt().enable("table").render(written_survey(lab, survey, "md"))
    assert "<script" not in shown
    assert "<img" not in shown
    tex = written_survey(lab, survey, "tex")
    assert "\\input{x}" not in tex
    assert "\\cite{hu2021}" in tex
    rows = list(csv.reader(io.StringIO(written_survey(lab, survey, "csv"))))
    assert [len(row) for row in rows] == [7, 7, 7, 7]
    assert rows[1][1] == "'=1+1"


def test_the_bibliography_has_the_keys_that_are_cited(lab: Workspace) -> None:
    survey = survey_of(lab, "mine")
    bib = written_survey(lab, survey, "bib")
    assert all(f"{{{paper.key}," in bib for paper in PAPERS)


def test_the_words_are_in_the_language_asked_for(lab: Workspace) -> None:
    survey = survey_of(lab, "mine", language="zh")
    assert "论文" in survey.comparison.aspects[0].label
    with pytest.raises(InputError):
        survey_of(lab, "mine", language="tlh")


def test_the_files_come_together_and_what_is_there_is_kept(
    lab: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(lab.root)
    run = CliRunner().invoke
    assert run(app, ["paper", "survey", "mine", "--output", "out"]).exit_code == 0
    out = lab.root / "out"
    assert {path.name for path in out.iterdir()} == {f"survey.{format}" for format in FORMATS}
    assert run(app, ["paper", "survey", "mine", "--output", "out"]).exit_code == 0  # nothing new
    (out / "survey.tex").write_text("my own words", "utf-8")
    (out / "notes.txt").write_text("mine", "utf-8")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    say(lab, "cook", 1, "new")
    refused = run(app, ["paper", "survey", "mine", "--output", "out"])
    assert isinstance(refused.exception, InputError)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    forced = run(app, ["paper", "survey", "mine", "--output", "out", "--force", "--json"])
    said = json.loads(forced.output)
    assert said["cells"]["cook"]["1"] == "new"
    assert len(said["written"]) == len(FORMATS)
    assert (out / "notes.txt").read_text("utf-8") == "mine"
    assert "longtable" in (out / "survey.tex").read_text("utf-8")


def test_a_place_that_is_no_folder_is_refused_in_words(lab: Workspace) -> None:
    (lab.root / "file").write_text("x", "utf-8")
    for place in (lab.root / "file" / "below", lab.root / "file"):
        with pytest.raises(InputError):
            write_survey(place, {"survey.md": b"x"})


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no LaTeX here")
def test_the_document_compiles_with_its_bibliography(lab: Workspace, tmp_path: Path) -> None:
    for n in QUESTIONS:
        say(lab, "hu2021", n, HOSTILE)
    say(lab, "cook", 5, "long " * 2000)
    write_survey(tmp_path / "out", survey_files(lab, survey_of(lab, "mine")))
    set_page = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-draftmode", "survey"]
    for command in (set_page, ["bibtex", "survey"], set_page, set_page):
        done = subprocess.run(
            command, cwd=tmp_path / "out", capture_output=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stdout[-2000:].decode("utf-8", "replace")
    log = (tmp_path / "out" / "survey.log").read_text("utf-8", "replace")
    assert "undefined" not in log
    assert "Overfull \\vbox" not in log


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no LaTeX here")
def test_every_symbol_that_is_written_is_one_that_latex_has(tmp_path: Path) -> None:
    from tenfold.papers.survey.latex_symbols import _symbols

    lines = "\n\n".join(latex_text(f"{c}x") for c in _symbols())
    start = "\\documentclass{article}\\usepackage[T1]{fontenc}\\usepackage{amsmath,amssymb}"
    document = f"{start}\\begin{{document}}\n{lines}\n\\end{{document}}"
    (tmp_path / "all.tex").write_text(document, "utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-draftmode", "all"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout[-2000:].decode("utf-8", "replace")
