"""Papers and studies beside each other."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tenfold.errors import InputError
from tenfold.papers.answers import Answers
from tenfold.papers.aspect import aspects
from tenfold.papers.comparison import Compared, Comparison, compared_paper, compared_study
from tenfold.papers.comparison_formats import written_comparison
from tenfold.papers.plain_words import plain_words
from tenfold.store.workspace import Workspace
from written_about import PAPER

HOSTILE = 'a | b <script>alert(1)</script> \\input{x} $x$ & =1+1\n\n- "list"\n![p](https://evil.example/p.png)'
markdown = st.text(max_size=80)


def comparison(*answers: dict[int, str], asked: tuple[str, ...] = ()) -> Comparison:
    papers = [
        Compared(kind="paper", name=f"key{i}", title=f"Title {i}", answers=own)
        for i, own in enumerate(answers, start=1)
    ]
    return Comparison(aspects(asked), tuple(papers))


def test_papers_and_a_study_meet_in_the_same_questions(workspace: Workspace) -> None:
    Answers(workspace, person="ada").answer(PAPER, 7, "GLUE")
    Answers(workspace, person="gao").answer(PAPER, 7, "his")
    Answers(workspace).choose(PAPER, 7, "gao")
    paper = compared_paper(workspace, PAPER, key="hu2021lora", title="LoRA")
    study = compared_study("mine", lambda name: {5: f"LoRA in {name}", 7: "reviews"})
    both = Comparison(aspects(["data", "method"]), (paper, study))
    assert both.table() == (
        ["", "hu2021lora", "mine"],
        [["Data", "his", "reviews"], ["Method", "", "LoRA in mine"]],
    )
    assert both.gaps() == [("hu2021lora", "method")]
    heads, rows = both.table()
    turned_heads, turned_rows = both.table(papers_down=True)
    assert [turned_heads, *turned_rows] == [
        list(column) for column in zip(heads, *rows, strict=True)
    ]


def test_without_a_choice_all_ten_are_asked() -> None:
    assert [aspect.n for aspect in aspects()] == list(range(1, 11))
    assert aspects(["8"], language="zh")[0].label.startswith("论文中的实验")
    with pytest.raises(InputError, match="not compared in '11'"):
        aspects(["11"])


@given(
    st.lists(st.dictionaries(st.integers(1, 3), markdown), min_size=1, max_size=3), st.booleans()
)
def test_every_table_has_all_cells_and_a_line_a_row(
    answers: list[dict[int, str]], papers_down: bool
) -> None:
    beside = comparison(*answers, asked=("1", "2", "3"))
    heads, rows = beside.table(papers_down=papers_down)
    read = list(csv.reader(io.StringIO(written_comparison(beside, "csv", papers_down=papers_down))))
    assert len(read) == 1 + len(rows)
    assert {len(row) for row in read} == {len(heads)}
    lines = written_comparison(beside, "md", papers_down=papers_down).splitlines()
    assert len(lines) == 2 + len(rows)
    for line in lines:
        assert line.replace("\\\\", "").replace("\\|", "").count("|") == len(heads) + 1
    tex = written_comparison(beside, "tex", papers_down=papers_down)
    assert tex.count("\\\\\n") == 1 + len(rows)


def test_nothing_that_people_wrote_acts_in_any_format() -> None:
    beside = comparison({1: HOSTILE}, {1: "=HYPERLINK(1)"}, asked=("1",))
    html = written_comparison(beside, "html")
    assert "<script" not in html
    assert "evil.example" not in html
    assert "not answered" not in html
    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    assert "<script" not in reader.render(written_comparison(beside, "md"))
    assert "\\input" not in written_comparison(beside, "tex")
    assert "'=HYPERLINK(1)" in written_comparison(beside, "csv")


def test_the_page_says_what_was_not_answered_in_its_language() -> None:
    page = written_comparison(comparison({1: "**bold**"}, {}, asked=("1",)), "html")
    assert page.count("not answered") == 1
    assert "<strong>bold</strong>" in page
    assert "Title 2" in page
    assert 'lang="zh-Hans"' in written_comparison(comparison({}), "html", language="zh")
    with pytest.raises(InputError, match="not written as 'xls'"):
        written_comparison(comparison({}), "xls")


@given(markdown)
def test_words_stand_on_one_line(text: str) -> None:
    assert plain_words(text) == " ".join(plain_words(text).split())
