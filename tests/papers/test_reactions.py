"""Reactions: one of each kind a person."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenfold.errors import InputError
from tenfold.papers.reactions import REACTIONS, Reactions
from tenfold.papers.taking_back import take_back
from tenfold.store.workspace import Workspace
from written_about import PAPER

_new = itertools.count(1)
clicks = st.lists(
    st.tuples(st.sampled_from(["ada", "gao"]), st.sampled_from(["insightful", "careful"])),
    max_size=8,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(clicks=clicks)
def test_a_reaction_stands_after_an_odd_number_of_clicks(
    workspace: Workspace, clicks: list[tuple[str, str]]
) -> None:
    subject = f"paper:{next(_new)}"
    for person, reaction in clicks:
        Reactions(workspace, person=person).toggle(subject, reaction)
    standing = {
        (person, reaction)
        for reaction, people in Reactions(workspace).reactions_of(subject).items()
        for person in people
    }
    assert standing == {click for click in clicks if clicks.count(click) % 2}


def test_a_reaction_takes_the_place_of_its_opposite(workspace: Workspace) -> None:
    ada = Reactions(workspace, person="ada")
    Reactions(workspace, person="gao").toggle(PAPER, "like")
    assert ada.toggle(PAPER, "like") is True
    assert ada.toggle(PAPER, "Dislike") is True
    assert ada.reactions_of(PAPER) == {"like": ["gao"], "dislike": ["ada"]}
    take_back(workspace, person="ada")
    assert ada.reactions_of(PAPER) == {"like": ["gao", "ada"]}


def test_an_unknown_reaction_changes_nothing(workspace: Workspace) -> None:
    reactions = Reactions(workspace)
    with pytest.raises(InputError, match="no reaction 'overclaim'") as refused:
        reactions.toggle_all(PAPER, ["like", "overclaim"])
    assert refused.value.remedy == "Did you mean 'overclaimed'?"
    assert reactions.reactions_of(PAPER) == {}
    assert reactions.toggle_all(PAPER, ["missing baseline", "missing_baseline"]) == {
        "missing-baseline": True
    }
    assert {"like", "dislike", "insightful", "reproducible", "unclear"} < set(REACTIONS)
