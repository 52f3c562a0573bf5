"""Which records are one paper: the order of the two does not matter, and what is in doubt is never merged."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import LORA, LORA_ICLR

from tenfold.papers.alike import DuplicateRules, likeness
from tenfold.papers.outline import outline_of
from tenfold.papers.record import Name, Paper
from tenfold.papers.titles import title_key, title_words

names = st.builds(Name, st.sampled_from(["Hu", "Shen", "van der Maaten", "Müller", ""]))
papers = st.builds(
    Paper,
    title=st.one_of(
        st.sampled_from(["LoRA: Low-Rank Adaptation", "Introduction", "", "Part I of it", "A B"]),
        st.text(max_size=30),
    ),
    authors=st.lists(names, max_size=3).map(tuple),
    year=st.one_of(st.none(), st.integers(2018, 2022)),
    venue=st.sampled_from(["", "ICLR", "arXiv"]),
    ids=st.dictionaries(st.sampled_from(["doi", "arxiv", "isbn"]), st.sampled_from("abc")),
)


def verdict(one: Paper, other: Paper, rules: DuplicateRules | None = None) -> str:
    return likeness(outline_of(one), outline_of(other), rules).verdict


@given(one=papers, other=papers)
def test_the_order_of_two_records_does_not_matter(one: Paper, other: Paper) -> None:
    assert verdict(one, other) == verdict(other, one)


@given(paper=papers)
def test_a_record_is_the_same_as_itself_unless_nothing_tells_it_from_others(paper: Paper) -> None:
    if outline_of(paper).key:
        assert verdict(paper, paper) == "same"


@given(title=st.text(max_size=60))
def test_a_title_key_has_letters_and_digits_alone_and_does_not_change_again(title: str) -> None:
    key = title_key(title)
    assert key.isalnum() or not any(c.isalnum() for c in key)
    assert title_key(key) == key
    assert title_words(title).replace(" ", "") == key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"{\"U}ber {LoRA}", "Über LoRA"),
        (r"\emph{On} the $\beta$-divergence", "On the β divergence"),
        ("Caf\N{COMBINING ACUTE ACCENT}e", "cafe"),
        ("H<sub>2</sub>O &amp; more", "H2O & more"),
        ("Pre-training: why?", "Pre training — why"),
        ("大模型 综述", "大模型：综述"),
        (r"Stra\ss e", "Straße"),
    ],
)
def test_two_ways_to_type_a_title_have_one_key(one: str, other: str) -> None:
    assert title_key(one) == title_key(other) != ""


def test_an_identifier_in_common_makes_one_paper_whatever_the_rest() -> None:
    assert verdict(LORA, Paper(title="LoRA", ids={"arxiv": "2106.09685"})) == "same"
    by_arxiv_s_doi = Paper(title="", ids={"doi": "10.48550/arxiv.2106.09685"})
    assert verdict(LORA, by_arxiv_s_doi) == "same"


def test_an_identifier_under_another_title_is_doubtful() -> None:
    wrong = Paper(title="Growing potatoes on balconies", ids=LORA.ids)
    assert verdict(LORA, wrong) == "doubtful"


def test_chapters_of_a_book_share_its_isbn_and_are_not_one() -> None:
    book = {"isbn": "9780262035613"}
    one = Paper(title="Convolutional networks", ids=book, authors=(Name("Bengio"),), year=2016)
    other = replace(one, title="Recurrent networks")
    assert verdict(one, other) != "same"


def test_a_preprint_is_a_version_of_the_published_paper_and_not_the_same() -> None:
    assert verdict(LORA, LORA_ICLR) == "version"
    assert verdict(LORA, replace(LORA_ICLR, year=2023)) == "version"
    assert verdict(LORA, replace(LORA_ICLR, year=2024)) == "different"


def test_title_authors_and_year_make_one_paper() -> None:
    bare = replace(LORA, ids={})
    assert verdict(bare, LORA) == "same"
    assert verdict(bare, replace(bare, year=2022)) == "same"
    assert verdict(bare, replace(bare, year=None)) == "same"
    slip = replace(bare, title="LoRA: Low-Rank Adaptaton of Large Language Models")
    assert verdict(bare, slip) == "same"
    others = (Name("Hu"), Name("Shen"), Name("Walis"), Name("Allen-Zhu"))
    assert verdict(bare, replace(bare, authors=others)) == "same"


def test_a_word_more_in_a_long_title_is_no_slip() -> None:
    long = replace(LORA, ids={}, title=LORA.title + " for Very Many Tasks in Natural Language")
    other = replace(long, title=long.title.replace("Very Many", "Very Many New"))
    assert verdict(long, other) == "doubtful"


@pytest.mark.parametrize(("one", "other"), [("1", "2"), ("I", "II"), ("2018", "2019")])
def test_parts_and_editions_are_different(one: str, other: str) -> None:
    first = replace(LORA, ids={}, title=f"Findings of the shared task on news, part {one}")
    assert verdict(first, replace(first, title=first.title[: -len(one)] + other)) == "different"


def test_each_with_its_own_doi_is_never_merged_by_title() -> None:
    journal = replace(LORA_ICLR, ids={"doi": "10.5555/other"})
    assert verdict(LORA_ICLR, journal) == "doubtful"


def test_editorials_of_other_people_are_different() -> None:
    one = Paper(title="Editorial", authors=(Name("Hu"),), year=2021, venue="A")
    assert verdict(one, replace(one, authors=(Name("Gao"),))) == "different"
    assert verdict(one, replace(one, venue="B")) == "doubtful"


def test_a_missing_subtitle_is_doubtful() -> None:
    one = replace(LORA, ids={}, title="Low-rank adaptation")
    assert verdict(one, replace(one, title="Low-rank adaptation: a survey of it all")) == "doubtful"


def test_rules_can_be_set() -> None:
    one = replace(LORA, ids={})
    older = replace(one, year=2018)
    assert verdict(one, older) == "different"
    assert verdict(one, older, DuplicateRules(years_apart=3)) == "same"
    near = replace(one, title="LoRA: Low-Rank Adaption for Large Language Model")
    assert verdict(one, near, DuplicateRules(doubtful_title=99.5)) == "different"
    assert verdict(one, near) in ("same", "doubtful")


def test_family_and_given_names_exchanged_are_the_same_people() -> None:
    exchanged = tuple(Name(name.given, name.family) for name in LORA.authors)
    copy = replace(LORA, authors=exchanged, ids={})
    assert verdict(LORA, copy) == "same"
    assert verdict(LORA, replace(copy, authors=(*exchanged[:2], Name("Ada", "Wallis")))) != "same"
