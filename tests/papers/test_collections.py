"""Collections: the lab's and one's own."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenfold.errors import InputError
from tenfold.papers.collections import Collections
from tenfold.papers.taking_back import take_back
from tenfold.store.workspace import Workspace

CANARY = "canary-4711"


@pytest.fixture
def ada(workspace: Workspace) -> Collections:
    return Collections(workspace, person="ada")


@pytest.fixture
def gao(workspace: Workspace) -> Collections:
    return Collections(workspace, person="gao")


def test_a_private_collection_is_seen_by_nobody_else(ada: Collections, gao: Collections) -> None:
    ada.begin(CANARY, private=True)
    ada.add(CANARY, ["paper:1"])
    assert [c.members for c in ada.of("paper:1")] == [("paper:1",)]
    assert gao.all() == gao.of("paper:1") == []
    for refused in (
        lambda: gao.named(CANARY),
        lambda: gao.add(CANARY, ["paper:2"]),
        lambda: gao.rename(CANARY, "x"),
        lambda: gao.named("canary-4712"),
    ):
        with pytest.raises(InputError, match="there is no collection") as error:
            refused()
        assert CANARY not in (error.value.remedy or "")
    gao.begin(CANARY)  # that there is one of this name is not said either
    assert gao.named(CANARY).members == ()
    assert ada.named(CANARY).members == ("paper:1",)  # one's own comes first


def test_opening_and_closing_changes_who_sees_it(ada: Collections, gao: Collections) -> None:
    ada.begin("low rank", private=True)
    ada.set_private("low rank", False)
    gao.add("Low Rank", ["paper:2"])
    assert ada.named("low rank").members == ("paper:2",)
    ada.set_private("low rank", True)
    assert gao.all() == []
    with pytest.raises(InputError, match="no collection"):
        gao.add("low rank", ["paper:3"])


def test_everybody_fills_the_labs_and_who_began_it_keeps_it(
    ada: Collections, gao: Collections
) -> None:
    ada.begin("survey")
    ada.add("survey", ["paper:1", "paper:2"])
    gao.add("survey", ["paper:3", "paper:1"])
    gao.take_out("survey", ["paper:2", "paper:9"])
    assert ada.named("survey").members == ("paper:1", "paper:3")
    for refused in (
        lambda: gao.remove("survey"),
        lambda: gao.rename("survey", "mine"),
        lambda: gao.set_private("survey", True),
    ):
        with pytest.raises(InputError, match="was begun by ada"):
            refused()
    ada.rename("survey", "survey 2026")
    assert gao.named("survey 2026").members == ("paper:1", "paper:3")
    ada.remove("survey 2026")
    assert gao.all() == []


def test_taking_back_takes_back_what_was_done_at_once(
    workspace: Workspace, ada: Collections
) -> None:
    ada.begin("survey")
    ada.add("survey", ["paper:1", "paper:2"])
    ada.take_out("survey", ["paper:1"])
    take_back(workspace, person="ada")
    assert ada.named("survey").members == ("paper:1", "paper:2")
    take_back(workspace, person="ada")
    assert ada.named("survey").members == ()
    take_back(workspace, person="ada")
    assert ada.all() == []


def test_a_name_is_there_once_and_has_letters(ada: Collections) -> None:
    ada.begin(" low   rank ")
    for name, problem in (("Low Rank", "already"), (" ", "is empty"), ("x" * 201, "at most 200")):
        with pytest.raises(InputError, match=problem):
            ada.begin(name)
    assert ada.rename("low rank", "LOW RANK").name == "LOW RANK"


_new = itertools.count(1)
papers = st.sampled_from([f"paper:{n}" for n in range(4)])
steps = st.lists(
    st.tuples(
        st.sampled_from(["ada", "gao"]),
        st.sampled_from(["add", "out", "move"]),
        papers,
        st.integers(1, 5),
    ),
    max_size=10,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=steps)
def test_a_collection_is_a_list_without_doubles(
    workspace: Workspace, steps: list[tuple[str, str, str, int]]
) -> None:
    name = f"collection {next(_new)}"
    Collections(workspace, person="ada").begin(name)
    wanted: list[str] = []
    for person, what, paper, place in steps:
        store = Collections(workspace, person=person)
        if what == "add":
            store.add(name, [paper])
            wanted += [] if paper in wanted else [paper]
        elif what == "out":
            store.take_out(name, [paper])
            wanted = [p for p in wanted if p != paper]
        elif paper in wanted:
            store.move(name, paper, place)
            wanted.remove(paper)
            wanted.insert(place - 1, paper)
        else:
            with pytest.raises(InputError, match="is not in"):
                store.move(name, paper, place)
    assert list(Collections(workspace, person="gao").named(name).members) == wanted


def test_ten_thousand_papers_are_put_in_at_once(ada: Collections) -> None:
    ada.begin("screened")
    subjects = [f"paper:{n}" for n in range(10_000)]
    assert ada.add("screened", subjects).members == tuple(subjects)
    assert ada.move("screened", "paper:9999", 1).members[:2] == ("paper:9999", "paper:0")


@pytest.mark.parametrize(
    "said",
    [
        {"add": ["paper:3"], "rename": "taken"},
        {"add": ["paper:3"], "rename": " "},
        {"add": ["paper:3"], "take_out": ["paper:1"], "private": True, "rename": "x" * 300},
    ],
)
def test_of_what_is_said_at_once_all_is_done_or_nothing(
    ada: Collections, said: dict[str, Any]
) -> None:
    ada.begin("taken")
    ada.change("mine", begins=True, add=["paper:1", "paper:2"])
    before = ada.all()
    with pytest.raises(InputError):
        ada.change("mine", **said)
    with pytest.raises(InputError):
        ada.change("new", begins=True, **said)
    assert ada.all() == before


def test_another_s_collection_is_not_filled_where_it_cannot_be_closed(
    ada: Collections, gao: Collections
) -> None:
    ada.begin("the lab's")
    with pytest.raises(InputError, match="begun by ada"):
        gao.change("the lab's", add=["paper:1"], rename="gao's")
    assert ada.named("the lab's").members == ()
