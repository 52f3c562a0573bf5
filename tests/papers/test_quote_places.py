"""Quotes are found in the text of a paper whatever its lines and hyphens, and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from papers.pdf.made_pdfs import a_paper
from papers.records import LORA, read
from tenfold.cli.papers.app import paper_app
from tenfold.papers.library import Library
from tenfold.papers.quote_places import QuotePlace, quote_places
from tenfold.papers.quotes import Quote, quote_line, quotes_in
from tenfold.store.workspace import Workspace

PAGES = [
    "We freeze the pre-\ntrained weights.",
    "An eﬃcient up-\ndate of low rank.",
    "We freeze it.",
]


@pytest.mark.parametrize(
    ("text", "said", "page"),
    [
        ("freeze the pretrained weights", None, 1),
        ("Freeze  the pre-trained weights.", 1, 1),
        ("an efficient update", 1, 2),
        ("We freeze", 3, 3),
        ("We freeze", None, 1),
        ("weights. An efficient", None, 1),
        ("We freeze ... low rank", None, 1),
        ("low rank [...] the weights", None, None),
        ("we thaw the weights", 1, None),
        ("?!", 1, None),
        ("We freeze", 99, 1),
    ],
)
def test_words_are_found_on_their_page(text: str, said: int | None, page: int | None) -> None:
    (place,) = quote_places([Quote(text, said)], PAGES)
    assert place == QuotePlace(text, said, page)
    assert place.agrees == (page is not None and said in (None, page))


WORDS = st.lists(
    st.sampled_from(["low", "rank", "heads", "of", "weights"]), min_size=1, max_size=30
)


@given(pages=st.lists(WORDS, min_size=1, max_size=4), data=st.data())
def test_what_is_taken_from_a_page_is_found_there(
    pages: list[list[str]], data: st.DataObject
) -> None:
    page = data.draw(st.integers(1, len(pages)))
    start = data.draw(st.integers(0, len(pages[page - 1]) - 1))
    quote = Quote(" ".join(pages[page - 1][start:]), page)
    (place,) = quote_places([quote], ["-\n".join(words) for words in pages])
    assert place.page == page


def test_quotes_without_a_page_are_read_where_they_are_asked_for() -> None:
    written = [Quote("We freeze it", None), Quote("low rank", 4)]
    text = "\n\n".join(map(quote_line, written))
    assert quotes_in(text, also_without_page=True) == written
    assert quotes_in(text) == written[1:]
    assert quotes_in('> no marks\n\n```\n> "code"\n```', also_without_page=True) == []


def test_answers_show_where_their_quotes_stand(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workspace.root)
    Library(workspace).take_in([read(LORA)])
    (_, paper), *_ = Library(workspace).each()
    answer = '> "We freeze the weights" (p. 1)\n\n> "low-rank update"\n\n> "nowhere"'

    def said(*words: str) -> str:
        result = CliRunner().invoke(paper_app, words)
        assert result.exit_code == 0, result.output
        return result.output

    assert "p. 2" not in said("read", paper.key, "--answer", "5", answer)
    sheet = json.loads(said("read", paper.key, "--json"))
    assert sheet["questions"][4]["answers"][0]["places"] is None
    Path("a.pdf").write_bytes(a_paper())
    said("attach", paper.key, "a.pdf")
    shown = said("read", paper.key, "--answer", "5", answer)
    assert '"We freeze the weights": not on p. 1 but on p. 2' in shown
    assert '"low-rank update": p. 2' in shown
    assert '"nowhere": not found in the PDF' in shown
    sheet = json.loads(said("read", paper.key, "--json"))
    places = sheet["questions"][4]["answers"][0]["places"]
    assert [(p["said"], p["page"], p["agrees"]) for p in places] == [
        (1, 2, False), (None, 2, True), (None, None, False),
    ]  # fmt: skip
    assert "not found in the PDF" in said("read", paper.key)
    assert "pdf: a.pdf" in said("show", paper.key)
