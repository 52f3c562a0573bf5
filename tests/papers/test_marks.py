"""How a paper stands with a person follows from the marks alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.errors import InputError
from tenfold.papers.marks import Mark, Marked, MemoryMarks, marked, owed

MONDAY = date(2026, 3, 2)


def mark(kind: Any, value: str, *, day: int = 0, paper: int = 1, **more: Any) -> Mark:
    return Mark(
        paper=paper, person="Ada", kind=kind, value=value, day=MONDAY + timedelta(day), **more
    )


marks = st.one_of(
    st.builds(mark, st.just("state"), st.sampled_from(["inbox", "to read", "skimmed"])),
    st.builds(mark, st.just("tag"), st.sampled_from("ab"), is_off=st.booleans()),
    st.builds(mark, st.just("owed"), st.sampled_from(["Gao", ""]), due=st.none()),
    st.builds(mark, st.just("progress"), st.sampled_from(["0", "50", "300"])),
)


@given(marks=st.lists(marks))
def test_marks_survive_as_plain_content(marks: list[Mark]) -> None:
    again = [Mark.from_content("Ada", m.to_content()) for m in marks]
    assert again == marks
    assert marked(again) == marked(marks)


@given(marks=st.lists(marks))
def test_a_mark_made_twice_counts_once(marks: list[Mark]) -> None:
    twice = [m for m in marks for _ in range(2)]
    assert marked(twice) == marked(marks)


def test_states_have_their_days_and_tags_can_be_taken_off() -> None:
    standing = marked(
        [
            mark("state", "to read"),
            mark("tag", "adapters"),
            mark("tag", "later"),
            mark("state", "skimmed", day=2),
            mark("tag", "later", is_off=True, day=3),
        ]
    )
    assert standing[1] == Marked(
        "skimmed",
        {"to read": MONDAY, "skimmed": MONDAY + timedelta(2)},
        ("adapters",),
    )


def test_what_is_owed_comes_by_day_until_it_is_read() -> None:
    friday = MONDAY + timedelta(4)
    given_to_ada = [
        mark("owed", "Gao", paper=1),
        mark("owed", "Lin", paper=2, due=friday),
        mark("state", "skimmed", paper=3),
        mark("owed", "Gao", paper=3, day=1, due=MONDAY + timedelta(2)),
    ]
    assert [o.paper for o in owed(marked(given_to_ada))] == [3, 2, 1]
    read = [*given_to_ada, mark("state", "read in depth", paper=2, day=3)]
    assert [o.paper for o in owed(marked(read))] == [3, 1]
    assert [o.giver for o in owed(marked([*read, mark("owed", "", paper=3, day=4)]))] == ["Gao"]


def test_marks_of_others_are_not_one_s_own() -> None:
    store = MemoryMarks()
    store.add([mark("tag", "a")])
    assert store.marks("Gao") == []
    assert len(store.marks("Ada")) == 1


@pytest.mark.parametrize(
    ("kind", "value"), [("state", "red"), ("progress", "half"), ("progress", "²"), ("tag", " ")]
)
def test_a_mark_that_means_nothing_is_refused(kind: str, value: str) -> None:
    with pytest.raises(InputError):
        mark(kind, value)
