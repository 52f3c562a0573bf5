from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papers.search.word_encoder import WordEncoder
from papers_in_memory import PapersInMemory
from tenfold.papers.answers import Answers
from tenfold.papers.finding import paper_search
from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.record import Paper
from tenfold.papers.search.query import read_query
from tenfold.papers.search.search import By, PaperSearch
from tenfold.papers.search.snippets import Snippets
from tenfold.papers.subject import subject_of
from tenfold.store.workspace import Workspace

WAYS: tuple[By, ...] = ("words", "meaning", "both")


@pytest.fixture
def papers() -> PapersInMemory:
    return PapersInMemory(
        Paper(title="Adapters for translation", year=2019, abstract="Small layers are added."),
        Paper(title="Translation with prompts", year=2020, abstract="No layers are added."),
        Paper(title="Bread", year=2021, abstract="Flour and water."),
        Paper(title="Prompts", year=2022, abstract="A prompt steers a model in translation tasks."),
    )


@pytest.fixture
def search(workspace: Workspace, papers: PapersInMemory) -> PaperSearch:
    search = PaperSearch(workspace, papers, encoder=WordEncoder())
    search.meaning.bring_up_to_date()
    return search


def numbers(search: PaperSearch, typed: str, by: By = "both") -> list[int]:
    return [hit.number for hit in search.search(typed, by=by).hits]


@pytest.mark.parametrize("by", WAYS)
def test_years_phrases_fields_and_exclusions_hold_however_a_paper_is_found(
    search: PaperSearch, by: By
) -> None:
    assert set(numbers(search, "translation year:2020..2022", by)) <= {2, 3, 4}
    assert set(numbers(search, "translation -prompts", by)) <= {1, 3}
    assert set(numbers(search, 'layers "are added"', by)) <= {1, 2}
    assert set(numbers(search, "title:bread flour", by)) == {3}


@pytest.mark.parametrize("by", WAYS)
def test_the_callers_filter_holds_and_is_looked_past(
    workspace: Workspace, by: By, papers: PapersInMemory
) -> None:
    for n in range(60):
        papers.add(Paper(title=f"common title {n}"))
    search = PaperSearch(workspace, papers, encoder=WordEncoder())
    search.meaning.bring_up_to_date()
    last = {n for n, _ in papers.each() if n > 60}

    def keep(some: Sequence[int]) -> set[int]:
        return set(some) & last

    hits = search.search("common title", by=by, keep=keep, limit=3).hits
    assert len(hits) == 3
    assert {hit.number for hit in hits} <= last


def test_fused_finds_what_either_finds(search: PaperSearch) -> None:
    either = {*numbers(search, "translation", "words"), *numbers(search, "translation", "meaning")}
    assert set(numbers(search, "translation")) == either


@pytest.mark.parametrize("by", WAYS)
def test_the_reasons_of_a_hit_share_its_score(search: PaperSearch, by: By) -> None:
    for hit in search.search("translation prompts", by=by).hits:
        assert sum(reason.share for reason in hit.why) == pytest.approx(1)
        assert {reason.kind for reason in hit.why} <= {"words", "meaning"}


def test_what_is_to_be_known_is_said(workspace: Workspace, papers: PapersInMemory) -> None:
    search = PaperSearch(workspace, papers, encoder=WordEncoder())
    assert search.search("bread", by="words").notices == ()
    found = search.search("bread")
    assert [hit.number for hit in found.hits] == [3]
    assert "4 papers cannot be found by meaning" in found.notices[0]
    found = search.search("bread rolls", by="words")
    assert [hit.number for hit in found.hits] == [3]
    assert "some of them" in found.notices[0]
    (workspace.hidden / "index" / "words.json").write_text("{")
    again = PaperSearch(workspace, papers, encoder=WordEncoder())
    assert "damaged" in again.search("bread", by="words").notices[0]


def test_an_empty_library_finds_nothing(workspace: Workspace) -> None:
    search = PaperSearch(workspace, PapersInMemory(), encoder=WordEncoder())
    search.meaning.bring_up_to_date()
    for by in WAYS:
        assert search.search("anything", by=by).hits == ()


def test_a_marked_piece_is_cut_around_the_words() -> None:
    filler = "Nothing of it is here. " * 20
    paper = Paper(title="T", abstract=f"{filler}Then low-rank adaptation <b>wins</b>. {filler}")
    snippet = Snippets(read_query("adaptations wins")).of(paper, {})
    assert [text for text, is_marked in snippet.pieces() if is_marked] == ["adaptation", "wins"]
    assert snippet.text.startswith("…")
    assert "<b>" in snippet.text  # plain text: who shows it escapes it


def test_chinese_words_are_marked_whole() -> None:
    paper = Paper(title="T", abstract="本文研究低资源语言的机器翻译方法。")
    snippet = Snippets(read_query("机器翻译")).of(paper, {})
    assert [text for text, is_marked in snippet.pieces() if is_marked] == ["机器翻译"]


@given(
    abstract=st.text(st.characters(), max_size=600) | st.text("ab c翻译", max_size=600),
    typed=st.text("ab c翻译", max_size=12),
)
def test_marks_are_in_order_and_within(abstract: str, typed: str) -> None:
    snippet = Snippets(read_query(typed)).of(Paper(title="a", abstract=abstract), {})
    at = 0
    for start, end in snippet.marks:
        assert at <= start < end <= len(snippet.text)
        at = end
    assert "".join(text for text, _ in snippet.pieces()) == snippet.text


def test_a_search_that_is_kept_sees_what_was_written_since(workspace: Workspace) -> None:
    library = Library(workspace)
    library.take_in([Read(Paper(title="A parser of words", key="old"), "old")])
    search = paper_search(workspace)
    assert [hit.key for hit in search.search("parser", by="words").hits] == ["old"]
    Library(Workspace(workspace.root)).take_in(
        [Read(Paper(title="Parsers, again", key="new"), "new")]
    )
    assert {hit.key for hit in search.search("parser", by="words").hits} == {"old", "new"}
    Answers(workspace).answer(subject_of(library.number("old")), 1, "It *translates*.")
    assert [hit.snippet.field for hit in search.search("translates", by="words").hits] == [
        "answer 1"
    ]


def test_the_library_is_not_asked_what_changed_where_nothing_was_written(
    workspace: Workspace,
) -> None:
    class Counted(PapersInMemory):
        n_asked = 0

        def changed_since(self, change: int, /) -> tuple[int, list[int]]:
            self.n_asked += 1
            return super().changed_since(change)

    papers, beat = Counted(Paper(title="A parser of words", key="old")), ["first"]
    search = PaperSearch(workspace, papers, encoder=WordEncoder(), beat=lambda: beat[0])
    for _ in range(2):  # the first builds the index
        search.search("parser", by="words")
    before = papers.n_asked
    assert len(search.search("parser", by="words").hits) == 1
    assert papers.n_asked == before
    papers.add(Paper(title="Parsers, again"))
    beat[0] = "second"
    assert len(search.search("parser", by="words").hits) == 2


def test_the_papers_are_not_counted_at_each_search(workspace: Workspace) -> None:
    class Counted(PapersInMemory):
        n_counts = 0

        def count(self) -> int:
            self.n_counts += 1
            return super().count()

    papers = Counted(Paper(title="A parser of words"), Paper(title="Another parser"))
    search = PaperSearch(workspace, papers, encoder=WordEncoder())
    said = search.search("parser").notices
    assert said[0].startswith("2 papers cannot be found by meaning yet.")
    before = (search.search("parser"), papers.n_counts)[1]
    assert search.search("words").notices == said
    assert papers.n_counts == before
