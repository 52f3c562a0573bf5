"""Reviews by a form."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tenfold.errors import InputError
from tenfold.papers.form import FormField
from tenfold.papers.forms import package_forms
from tenfold.papers.reviews import Reviews
from tenfold.papers.taking_back import take_back
from tenfold.store.workspace import Workspace
from written_about import PAPER

QUICK, NEURIPS = package_forms()["quick"], package_forms()["neurips_2025"]


def test_there_is_one_review_a_person_and_form(workspace: Workspace) -> None:
    ada, gao = Reviews(workspace, person="ada"), Reviews(workspace, person="gao")
    first = ada.review(PAPER, QUICK, {"strength": "clear"})
    again = ada.review(PAPER, QUICK, {"concern": "one seed"})
    gao.review(PAPER, QUICK, {"strength": "short"})
    assert again.number == first.number
    assert [(r.person, dict(r.values)) for r in gao.reviews_of(PAPER)] == [
        ("ada", {"strength": "clear", "concern": "one seed"}),
        ("gao", {"strength": "short"}),
    ]
    assert ada.reviews_of("paper:2") == []


def test_what_a_review_said_before_is_kept(workspace: Workspace) -> None:
    reviews = Reviews(workspace)
    number = reviews.review(PAPER, QUICK, {"strength": "clear"}).number
    reviews.review(PAPER, QUICK, {"strength": "clear"})  # the same: no state
    reviews.review(PAPER, QUICK, {"strength": "", "concern": "one seed"})
    states = [state.content and state.content["values"] for state in reviews.history(number)]
    assert states == [{"strength": "clear"}, {"concern": "one seed"}]
    take_back(workspace)
    assert dict(reviews.reviews_of(PAPER)[0].values) == {"strength": "clear"}


def test_scores_are_kept_as_numbers_and_shown_with_their_meaning(workspace: Workspace) -> None:
    texts = {f.key: "x" for f in NEURIPS.fields if f.type == "markdown"}
    review = Reviews(workspace).review(PAPER, NEURIPS, {**texts, "rating": "5", "clarity": "4"})
    assert review.values["rating"] == 5
    lines = dict(review.lines())
    assert (lines["Rating"], lines["Clarity"]) == ("5 (accept)", "4 (excellent)")


def test_a_review_that_does_not_fit_changes_nothing(workspace: Workspace) -> None:
    reviews = Reviews(workspace)
    with pytest.raises(InputError, match="is required"):
        reviews.review(PAPER, NEURIPS, {"rating": "5"})
    with pytest.raises(InputError, match="nothing was filled in"):
        reviews.review(PAPER, QUICK, {})
    assert reviews.reviews_of(PAPER) == []


def test_a_review_stays_readable_when_its_form_changes(workspace: Workspace) -> None:
    reviews = Reviews(workspace)
    old = FormField(key="rating", type="number", min=1, max=5)
    ours = replace(QUICK, name="ours", fields=(old,))
    reviews.review(PAPER, ours, {"rating": "5"})
    lower = replace(ours, fields=(replace(old, max=3),))
    assert reviews.reviews_of(PAPER)[0].form == ours
    with pytest.raises(InputError, match="rating: must be 1 to 3"):
        reviews.review(PAPER, lower, {})
    assert reviews.review(PAPER, lower, {"rating": "2"}).form == lower


def test_only_ones_own_review_is_removed(workspace: Workspace) -> None:
    number = Reviews(workspace, person="ada").review(PAPER, QUICK, {"strength": "x"}).number
    with pytest.raises(InputError):
        Reviews(workspace, person="gao").remove(number)
    Reviews(workspace, person="ada").remove(number)
    assert Reviews(workspace).reviews_of(PAPER) == []
