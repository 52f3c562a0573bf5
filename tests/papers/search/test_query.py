from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.papers.search.query import Query, Term, Years, read_query
from tenfold.papers.search.text_index import TextIndex
from tenfold.store.workspace import Workspace

anything = st.text(st.characters(), max_size=200)  # halves of surrogate pairs are among them
pieces = st.lists(
    st.sampled_from(
        [
            '"',
            "-",
            ":",
            "title:",
            "year:",
            "..",
            "2019",
            "author:",
            "翻译",
            "a",
            " ",
            "“",
            "key:",
            "doi:",
        ]
    ),
    max_size=30,
).map("".join)


@given(typed=anything | pieces)
def test_nothing_that_is_typed_is_an_error(typed: str) -> None:
    query = read_query(typed)
    assert all(any(c.isalnum() for c in term.text) for term in query.terms)
    query.plain.encode()


@given(typed=st.lists(st.text("abcdefghij", min_size=1), min_size=1, max_size=8))
def test_words_alone_are_loose_words_in_their_order(typed: list[str]) -> None:
    query = read_query(" ".join(typed))
    assert [term.text for term in query.terms] == typed
    assert all(term.is_loose for term in query.terms)
    assert query.plain == " ".join(typed)
    assert query.strict == Query()


@pytest.mark.parametrize(
    ("typed", "term"),
    [
        ('"low rank"', Term("low rank", None, True)),
        ("“low rank”", Term("low rank", None, True)),
        ('"never closed', Term("never closed", None, True)),
        ("title:lora", Term("lora", "title")),
        ("Title:LoRA", Term("LoRA", "title")),
        ("title：lora", Term("lora", "title")),
        ('author:"Ada Lovelace"', Term("Ada Lovelace", "author", True)),
        ("in:Nature", Term("Nature", "venue")),
        ("-vision", Term("vision", None, False, True)),
        ("https://doi.org/10.1000/AB", Term("doi:10.1000/ab", "id")),
        ("arXiv:2106.09685v2", Term("arxiv:2106.09685", "id")),
        ("N18-1001", Term("acl:N18-1001", "id")),
        ("doi:nothing", Term("doi nothing", None)),
        ("unknown:word", Term("unknown word", None)),
        ("GPT-3", Term("GPT-3", None)),
    ],
)
def test_a_part_is_read_as(typed: str, term: Term) -> None:
    assert read_query(typed).terms == (term,)


@pytest.mark.parametrize(
    ("typed", "years"),
    [
        ("year:2019", Years(2019, 2019)),
        ("year:2019..2021", Years(2019, 2021)),
        ("year:2019-2021", Years(2019, 2021)),
        ("year:2019..", Years(2019, None)),
        ("year:..2021", Years(None, 2021)),
    ],
)
def test_years(typed: str, years: Years) -> None:
    assert read_query(typed) == Query((), years)


def test_years_that_are_none_are_words() -> None:
    assert read_query("year:soon").terms == (Term("year soon"),)


@given(typed=anything | pieces)
def test_every_query_can_be_asked(typed: str, index: TextIndex) -> None:
    for any_term in (False, True):
        found = index.find(read_query(typed), limit=3, any_term=any_term)
        assert len(found.ranked) <= found.n_found


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> TextIndex:
    from papers_in_memory import PapersInMemory
    from tenfold.papers.record import Paper

    workspace = Workspace.create(tmp_path_factory.mktemp("index") / "lab")
    papers = PapersInMemory(Paper(title="One 翻译", year=2019), Paper(title="Two", year=2020))
    index = TextIndex(workspace, papers)
    index.bring_up_to_date()
    return index
