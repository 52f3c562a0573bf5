"""`ensemble`: means, votes and stacks of stored probabilities."""

from __future__ import annotations

import json
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.errors import DeclarationError, InputError
from tenfold.models.methods.contract import Saved
from tenfold.models.methods.ensemble import Combiner, How, combine, fit_combiner
from tenfold.models.methods.registry import read_parameters

HOWS = get_args(How)


def tables(seed: int, n: int = 40, n_classes: int = 3, n_members: int = 3) -> list[np.ndarray]:
    draw = np.random.default_rng(seed)
    return [draw.dirichlet(np.ones(n_classes), size=n) for _ in range(n_members)]


LABELS = np.random.default_rng(9).integers(3, size=40)


@given(seed=st.integers(0, 1000), how=st.sampled_from(["mean", "vote"]))
def test_the_order_of_members_does_not_matter(seed: int, how: How) -> None:
    members = tables(seed)
    np.testing.assert_allclose(combine(members, how), combine(members[::-1], how), atol=1e-12)


@pytest.mark.parametrize("how", HOWS)
def test_probabilities_sum_to_one_and_survive_storage(how: How) -> None:
    combiner = fit_combiner(how, 3, validation=(tables(1), LABELS))
    found = combiner.apply(tables(2))
    np.testing.assert_allclose(found.sum(axis=1), 1.0, atol=1e-12)
    saved = combiner.save()
    again = Combiner.load(Saved(saved.arrays, json.loads(json.dumps(saved.facts))))
    assert again.apply(tables(2)).tobytes() == found.tobytes()


def test_a_vote_goes_with_most_members_and_ties_with_the_mean() -> None:
    members = [np.array([row]) for row in ([0.4, 0.3, 0.3], [0.4, 0.3, 0.3], [0.0, 1.0, 0.0])]
    assert combine(members, "vote").argmax() == 0
    assert combine(members, "mean").argmax() == 1
    assert combine(members[1:], "vote").argmax() == 1  # one vote each: the mean decides


def test_a_stack_learns_which_member_to_trust() -> None:
    """One member knows the label with noise, two are noise: the stack must beat the plain mean."""
    draw = np.random.default_rng(0)

    def members(labels: np.ndarray) -> list[np.ndarray]:
        knows = 0.25 + 0.5 * np.eye(3)[labels] * draw.uniform(0.2, 1, size=(len(labels), 1))
        knows /= knows.sum(axis=1, keepdims=True)
        return [knows, *tables(int(draw.integers(99)), len(labels), 3, 2)]

    fit_labels, labels = draw.integers(3, size=200), draw.integers(3, size=200)
    shown, held_out = members(fit_labels), members(labels)
    stacked = combine(held_out, "stack", validation=(shown, fit_labels))
    assert (stacked.argmax(1) == labels).mean() > (
        combine(held_out, "mean").argmax(1) == labels
    ).mean()


def test_a_stack_without_validation_is_the_mean_and_says_so() -> None:
    combiner = fit_combiner("stack", 3)
    np.testing.assert_array_equal(combiner.apply(tables(2)), combine(tables(2), "mean"))
    assert "no validation" in combiner.notes["instead_of"]


def test_members_that_do_not_fit_together_are_refused() -> None:
    with pytest.raises(InputError, match="do not fit together"):
        combine([np.ones((2, 3)) / 3, np.ones((2, 4)) / 4], "mean")
    with pytest.raises(InputError, match="has 3 members; 2"):
        fit_combiner("mean", 3).apply(tables(1)[:2])
    with pytest.raises(InputError, match="came with 3 labels"):
        fit_combiner("stack", 3, validation=(tables(1), LABELS[:3]))


def test_an_ensemble_of_one_is_refused() -> None:
    with pytest.raises(DeclarationError, match="members"):
        read_parameters("ensemble", {"members": ["a"]}, where="methods.all")
