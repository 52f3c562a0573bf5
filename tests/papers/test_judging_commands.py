"""The commands by which papers are read and judged."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from tenfold.cli.papers.asking import ask_questions
from tenfold.cli.papers.judging import add_judging
from tenfold.cli.papers.named import named_paper
from tenfold.errors import InputError
from tenfold.papers.answers import Answers
from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.record import Name, Paper
from tenfold.store.workspace import Workspace

app = typer.Typer()
add_judging(app)


@pytest.fixture
def lab(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace with two papers, in the current folder."""
    papers = [
        Paper(
            key="hu2021lora", title="LoRA: Low-Rank Adaptation", authors=(Name("Hu"),), year=2021
        ),
        Paper(key="gao2020", title="Prompts for everything", authors=(Name("Gao"),), year=2020),
    ]
    Library(workspace).take_in(Read(paper, paper.key) for paper in papers)
    monkeypatch.chdir(workspace.root)
    return workspace


def run(*words: str, stdin: str = "") -> Result:
    result = CliRunner().invoke(app, words, input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result


def said(*words: str) -> Any:
    return json.loads(run(*words, "--json").stdout)


def test_a_paper_is_answered_and_shown(lab: Workspace) -> None:
    assert (
        "Answer 1 saved: 1 of 10. Quotes with a page: 1."
        in run("read", "hu2021lora", "--answer", "1", '> "cost" (p. 2)').output
    )
    assert "2 of 10" in run("read", "hu2021lora", "--answer", "5", stdin="low rank\n").output
    assert "state is now: skimmed" in run("read", "hu2021lora", "--answer", "8", "partly").output
    run("read", "hu2021lora", "--choose", "5", "--decide", "cite", "--why", "our baseline")
    output = run("read", "hu2021lora", "--lang", "zh").output
    for words in ("low rank", "the lab's own", "3 of 10", "cite it (our baseline)", "论文试图"):
        assert words in output
    assert "hu2021lora 5, local:\n    low rank" in run("answers", "rank LOW").output
    assert said("answers", "--question", "8")["answers"][0]["key"] == "hu2021lora"
    sheet = said("read", "hu2021lora")
    assert sheet["progress"] == {"local": 3}
    assert sheet["questions"][4]["answers"][0]["is_chosen"] is True
    for alone in (["an answer"], ["--of", "ada"], ["--why", "so"]):
        with pytest.raises(InputError, match="stands alone"):
            run("read", "hu2021lora", *alone)
    with pytest.raises(InputError, match="nobody"):
        run("read", "nobody2020")


class Typed(io.StringIO):
    """What is typed at a terminal; at its end the person presses Ctrl-C."""

    def readline(self, size: int | None = -1, /) -> str:
        if not (line := super().readline()):
            raise KeyboardInterrupt
        return line


def ask(
    lab: Workspace, typed: io.StringIO, monkeypatch: pytest.MonkeyPatch, skim: bool = False
) -> None:
    monkeypatch.setattr("sys.stdin", typed)
    ask_questions(lab, named_paper(lab, "hu2021lora"), skim=skim, language="en")


def answered(lab: Workspace) -> dict[int, str]:
    subject = named_paper(lab, "hu2021lora").subject
    own = Answers(lab).answers_of(subject).get("local", {})
    return {n: answer.text for n, answer in own.items()}


def test_ctrl_c_loses_nothing_and_the_next_time_goes_on(
    lab: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ask(lab, Typed("the cost\n\nif low rank, then as good\n"), monkeypatch)
    assert answered(lab) == {1: "the cost", 3: "if low rank, then as good"}
    assert "2 of 10 answered.\nGo on: tenfold paper read hu2021lora" in capsys.readouterr().out
    ask(lab, io.StringIO("not new\n:q\n"), monkeypatch)
    assert answered(lab)[2] == "not new"
    output = capsys.readouterr().out
    assert "What is the problem" not in output
    assert "3 of 10 answered." in output


def test_a_first_look_asks_three_and_what_to_do(
    lab: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ask(lab, io.StringIO("a\nb\nc\nburn it\ncite our baseline\n"), monkeypatch, skim=True)
    assert answered(lab) == {1: "a", 5: "b", 8: "c"}
    output = capsys.readouterr().out
    assert "there is no decision 'burn'" in output
    assert "Your reading state is now: skimmed." in output
    (decision,) = said("read", "hu2021lora")["decisions"]
    assert (decision["action"], decision["why"]) == ("cite", "our baseline")


def test_reactions_reviews_and_comments(lab: Workspace) -> None:
    run("react", "hu2021lora", "insightful", "careful")
    assert "careful: taken back" in run("react", "hu2021lora", "careful").output
    assert said("react", "hu2021lora")["reactions"] == {"insightful": ["local"]}
    assert "No reaction yet" in run("react", "gao2020").output
    run("review", "hu2021lora", "--form", "quick", "--set", "concern=One seed = one draw.")
    run(
        "review",
        "hu2021lora",
        "--form",
        "quick",
        stdin="## strength\nClear\n## concern\nOne seed\n",
    )
    (review,) = said("review", "hu2021lora")["reviews"]
    assert review["values"] == {"strength": "Clear", "concern": "One seed"}
    assert "优点: Clear" in run("review", "hu2021lora", "--lang", "zh").output
    with pytest.raises(InputError, match="has no value"):
        run("review", "hu2021lora", "--form", "quick", "--set", "concern")
    assert "soundness" in run("forms", "arr").output
    run("comment", "hu2021lora", "Holds for *one* seed.", "--kind", "caveat")
    run("comment", "hu2021lora", "-", "--reply", "1", stdin="We saw it too.")
    run("comment", "hu2021lora", "Holds for one seed.", "--edit", "1")
    output = run("comment", "hu2021lora").output
    assert "1 caveat, by local" in output
    assert "edited" in output
    assert said("comment", "hu2021lora")["comments"][1]["depth"] == 1
    with pytest.raises(InputError, match="no study 'none'"):
        run("comment", "hu2021lora", "x", "--study", "none")
    run("take-back")
    assert (
        said("comment", "hu2021lora")["comments"][0]["comment"]["text"] == "Holds for *one* seed."
    )


def test_collections_and_marks(lab: Workspace) -> None:
    run("collect", "low rank", "hu2021lora", "--new", "--private")
    run("collect", "low rank", "gao2020", "--place", "1", "--rename", "rank")
    shown = said("collect", "rank")
    assert [member["key"] for member in shown["members"]] == ["gao2020", "hu2021lora"]
    assert "yours alone" in run("collect").output
    run("collect", "rank", "gao2020", "--out")
    assert "rank: 1 paper\n" in run("collect", "rank").output
    assert said("collect", "rank", "--remove") == {"schema_version": 1, "removed": "rank"}
    assert "No collection yet" in run("collect").output
    output = run(
        "state", "hu2021lora", "--from", "Gao", "--due", "2026-12-04", "--progress", "40/200"
    ).output
    assert "to read since" in output
    assert "40 of 200 pages, from Gao due 2026-12-04" in output
    assert "#adapters" in run("tag", "hu2021lora", "adapters", "x", "--untag", "x").output
    assert [one["key"] for one in said("owed")["owed"]] == ["hu2021lora"]
    run("state", "hu2021lora", "read")
    assert "Nobody waits" in run("owed").output
    assert said("state", "hu2021lora")["tags"] == ["adapters"]


def test_papers_are_compared_in_four_formats(lab: Workspace, tmp_path: Path) -> None:
    run("read", "hu2021lora", "--answer", "7", "GLUE")
    compared = ("compare", "hu2021lora", "gao2020", "--in", "data,5")
    assert "| Data | GLUE | – |" in run(*compared).output
    assert (
        run(*compared, "--format", "csv", "--papers-down").output.splitlines()[1]
        == "hu2021lora,GLUE,"
    )
    assert "\\begin{tabular}" in run(*compared, "--format", "tex").output
    run(*compared, "--format", "html", "--out", str(tmp_path / "c.html"))
    with pytest.raises(InputError, match="is there already"):
        run(*compared, "--out", str(tmp_path / "c.html"))
    assert "Prompts for everything" in (tmp_path / "c.html").read_text(encoding="utf-8")
    run(*compared, "--out", str(tmp_path / "c.tex"))
    assert "\\begin{tabular}" in (tmp_path / "c.tex").read_text(encoding="utf-8")
    with pytest.raises(InputError, match="no comparison ends in"):
        run(*compared, "--out", str(tmp_path / "c.pdf"))
    assert not (tmp_path / "c.pdf").exists()
    assert said(*compared)["gaps"] == [["hu2021lora", "5"], ["gao2020", "data"], ["gao2020", "5"]]
    with pytest.raises(InputError):
        run(*compared, "--study", "none")


def test_words_need_no_quotes(lab: Workspace) -> None:
    run("read", "hu2021lora", "--answer", "1", "the", "cost", "of", "storage")
    assert answered(lab) == {1: "the cost of storage"}
    assert "the cost of storage" in run("answers", "storage", "cost").output
    run("comment", "hu2021lora", "one", "seed", "only", "--kind", "caveat")
    assert "one seed only" in run("comment", "hu2021lora").output


def test_a_call_for_help_is_no_answer(
    lab: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ask(lab, io.StringIO("?\n:help\n:w\n:) a face is one\n:q\n"), monkeypatch)
    assert answered(lab) == {1: ":) a face is one"}
    assert capsys.readouterr().out.count("? this help") == 4


def test_what_may_be_typed_is_said(lab: Workspace) -> None:
    with pytest.raises(InputError) as error:
        run("state", "hu2021lora", "reading")
    assert "inbox, to-read, skimmed, read" in str(error.value)
    with pytest.raises(InputError) as error:
        run("compare", "hu2021lora", "--in", "bogus")
    assert "1 to 10, data, method, score" in str(error.value)


def test_a_paper_that_is_owed_shows_its_title(lab: Workspace) -> None:
    run("state", "gao2020", "--from", "Gao")
    assert "gao2020  from Gao\n    Prompts for everything" in run("owed").output
