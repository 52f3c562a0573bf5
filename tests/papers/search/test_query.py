from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.errors import InputError
from tenfold.papers.search.condition import Condition
from tenfold.papers.search.query import Query, Term, Years, query_text, read_query
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
            "tag:",
            "state:to-read",
            "has:data,",
            "unanswered:8",
            "collection:",
        ]
    ),
    max_size=30,
).map("".join)


@given(typed=anything | pieces)
def test_what_is_typed_is_read_or_refused_with_a_message(typed: str) -> None:
    query = read_or_nothing(typed)
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
        ('"unknown:word"', Term("unknown:word", None, True)),
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


@pytest.mark.parametrize(
    ("typed", "condition"),
    [
        ("rank:a,B", Condition("rank", ("A", "B"))),
        ("has:code", Condition("flag", ("code",))),
        ("is:Open-Access", Condition("flag", ("open access",))),
        ("-is:retracted", Condition("flag", ("withdrawn",), True)),
        ("state:to-read,read", Condition("state", ("to read", "read in depth"))),
        ("tag:#LoRA", Condition("tag", ("lora",))),
        ('collection:"low rank, old"', Condition("collection", ("low rank, old",))),
        ("answered:8", Condition("answered", ("8",))),
        ("unanswered:8", Condition("answered", ("8",), True)),
        ("-unanswered:8", Condition("answered", ("8",), False)),
        ("type:Book", Condition("kind", ("book",))),
        ("topic:data", Condition("topic", ("data",))),
    ],
)
def test_a_condition_is_read_as(typed: str, condition: Condition) -> None:
    assert read_query(typed) == Query(conditions=(condition,))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("titel:lora", "Did you mean 'title'?"),
        ("unknown:word", '"unknown:word"'),
        ("year:soon", "year:2019..2021"),
        ("-year:2019", "left out"),
        ("rank:Z", "A, B, C, N"),
        ("has:cod", "Did you mean 'code'?"),
        ("answered:11", "no answered '11'"),
        ("state:reed", "read"),
        ("kind:boook", "Did you mean 'book'?"),
        ("tag: lora", "tag:adapters"),
        ("doi:nothing", "doi:10.1000/182"),
    ],
)
def test_a_mistake_is_refused_with_what_was_meant(typed: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        read_query(typed)
    assert said in str(refused.value)


def read_or_nothing(typed: str) -> Query:
    try:
        return read_query(typed)
    except InputError:
        return Query()


@given(typed=anything | pieces)
def test_a_query_written_out_reads_as_itself(typed: str) -> None:
    query = read_or_nothing(typed)
    assert read_query(query_text(query)) == query


@given(typed=anything | pieces)
def test_every_query_can_be_asked(typed: str, index: TextIndex) -> None:
    for any_term in (False, True):
        found = index.find(Query(read_or_nothing(typed).terms), limit=3, any_term=any_term)
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
