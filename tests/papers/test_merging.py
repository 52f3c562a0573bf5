"""Merging loses nothing of the older record, and doing it again changes nothing."""

from __future__ import annotations

from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st
from records import LORA, LORA_ICLR

from tenfold.papers.merging import keeper, merged
from tenfold.papers.record import Name, Paper

short = st.sampled_from(["", "a", "b", "A"])
papers = st.builds(
    Paper,
    title=short,
    key=short,
    type=st.sampled_from(["article", "book", "paper-conference"]),
    authors=st.lists(st.builds(Name, short), max_size=2).map(tuple),
    year=st.one_of(st.none(), st.integers(2019, 2021)),
    issued=st.sampled_from(["", "2021", "2021-06"]),
    venue=short,
    keywords=st.lists(short, max_size=2, unique=True).map(tuple),
    ids=st.dictionaries(st.sampled_from(["doi", "arxiv"]), st.sampled_from("ab")),
    open_access=st.sampled_from([None, True, False]),
    n_citations=st.one_of(st.none(), st.integers(0, 2)),
    extra=st.dictionaries(st.sampled_from("xy"), short),
)


@given(old=papers, new=papers)
def test_merging_the_same_record_again_changes_nothing(old: Paper, new: Paper) -> None:
    once = merged(old, new).paper
    again = merged(once, new)
    assert again.paper == once
    assert again.taken_over == ()


@given(paper=papers)
def test_a_record_says_nothing_new_to_itself(paper: Paper) -> None:
    result = merged(paper, paper)
    assert (result.paper, result.taken_over, result.conflicts) == (paper, (), ())


@given(old=papers, new=papers)
def test_nothing_is_lost(old: Paper, new: Paper) -> None:
    """A field said by either is said afterwards; each value of the newer is taken, known or a conflict."""
    result = merged(old, new)
    for f in fields(Paper):
        if f.name != "key" and (getattr(old, f.name) or getattr(new, f.name)):
            assert getattr(result.paper, f.name) not in (None, "", (), {}), f.name
    assert dict(result.paper.ids).items() >= dict(old.ids).items()
    assert result.paper.ids.keys() == old.ids.keys() | new.ids.keys()
    assert dict(result.paper.extra).items() >= dict(old.extra).items()
    assert result.paper.key == old.key


def test_the_older_value_stays_in_a_conflict_and_it_is_said() -> None:
    result = merged(replace(LORA, venue="NeurIPS"), LORA_ICLR)
    assert result.paper.venue == "NeurIPS"
    assert result.paper.year == 2021
    assert {c.field: (c.kept, c.other) for c in result.conflicts} == {
        "venue": ("NeurIPS", "ICLR"),
        "year": ("2021", "2022"),
    }
    assert result.taken_over == ("ids",)


def test_more_of_the_same_date_and_another_typing_are_no_conflicts() -> None:
    old = replace(LORA, issued="2021", title="lora low-rank adaptation of large language models")
    result = merged(old, replace(LORA, issued="2021-06-17"))
    assert result.conflicts == ()
    assert result.paper.issued == "2021-06-17"
    assert result.paper.title == old.title


def test_the_keeper_is_the_published_the_fullest_or_the_oldest() -> None:
    full = replace(LORA, abstract="Much.", url="https://x.org", keywords=("a",), language="en")
    group = {3: LORA, 5: LORA_ICLR, 8: full}
    assert keeper(group) == 5
    assert keeper(group, "fullest") == 8
    assert keeper(group, "oldest") == 3
    assert keeper(group, "newest") == 8
