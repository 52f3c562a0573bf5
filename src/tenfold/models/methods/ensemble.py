"""`ensemble`: several methods' stored probabilities become one. Nearly free."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal, Self

import numpy as np
from jaxtyping import Float, Int
from pydantic import Field

from tenfold.errors import InputError
from tenfold.models.methods.contract import Kind, Parameters, Role, Saved
from tenfold.models.methods.logistic import Logistic, fit_logistic

__all__ = ["Combiner", "Ensemble", "EnsembleParameters", "combine", "fit_combiner"]

How = Literal["mean", "vote", "stack"]
Probabilities = Float[np.ndarray, "examples classes"]
STACK_C = 1.0
_FLOOR = 1e-7


class EnsembleParameters(Parameters):
    """Fields of `kind = "ensemble"`."""

    members: list[str] = Field(
        min_length=2,
        description="Names of the methods to combine; they run first, with the same seed.",
    )
    how: How = Field(
        default="mean",
        description='"mean" of the probabilities; "vote": the class that most members predict, '
        'ties by the mean; "stack": logistic regression on the members\' log probabilities, '
        'fitted on validation ("mean" where there is no validation).',
    )


class Ensemble(Kind):
    """Runs after its members; see `fit_combiner` and `Combiner.apply`."""

    kind: ClassVar[str] = "ensemble"
    version: ClassVar[str] = "1"
    role: ClassVar[Role] = "combines"
    summary: ClassVar[str] = "the mean, the vote or a stack of other methods' predictions"
    Parameters: ClassVar[type[Parameters]] = EnsembleParameters
    libraries: ClassVar[tuple[str, ...]] = ("numpy", "scipy")


class Combiner:
    """Combines members' probabilities, given in the order of `members`."""

    def __init__(self, how: How, n_members: int, stack: Logistic | None = None) -> None:
        self.how, self.n_members, self.stack = how, n_members, stack
        self.n_trained_parameters = 0 if stack is None else stack.weights.size
        self.notes: dict[str, Any] = {"how": how}
        if stack is not None:
            self.notes |= {"C": stack.C, "converged": stack.converged}

    def apply(self, members: Sequence[Probabilities]) -> Probabilities:
        """Probabilities of the same examples from each member to one table; rows sum to one.

        Raises InputError where the members' shapes differ or one is missing.
        """
        stacked = _together(members)
        if len(stacked) != self.n_members:
            raise InputError(
                f"the ensemble has {self.n_members} members; {len(stacked)} were given."
            )
        if self.stack is not None:
            return self.stack.probabilities(_log_features(stacked))
        mean = stacked.mean(axis=0)
        if self.how != "vote":
            return np.asarray(mean / mean.sum(axis=1, keepdims=True))
        votes = np.eye(stacked.shape[2])[stacked.argmax(axis=2)].sum(axis=0)
        # The mean weighs as one more vote, so it decides between classes with as many votes.
        mixed = votes + mean
        return np.asarray(mixed / mixed.sum(axis=1, keepdims=True))

    def save(self) -> Saved:
        """All that `load` needs."""
        facts: dict[str, Any] = {"how": self.how, "n_members": self.n_members}
        if self.stack is None:
            return Saved({}, facts)
        facts |= {"C": self.stack.C, "converged": self.stack.converged}
        return Saved({"weights": self.stack.weights}, facts)

    @classmethod
    def load(cls, saved: Saved) -> Self:
        """The inverse of `save`."""
        facts, stack = saved.facts, None
        if "weights" in saved.arrays:
            stack = Logistic(saved.arrays["weights"], facts["C"], facts["converged"])
        return cls(facts["how"], facts["n_members"], stack)


def fit_combiner(
    how: How,
    n_members: int,
    *,
    validation: tuple[Sequence[Probabilities], Int[np.ndarray, " examples"]] | None = None,
) -> Combiner:
    """A combiner; `stack` fits on the members' validation probabilities and the true labels.

    The stack's penalty is stated, C = 1, as its only data are the validation examples. Without
    validation it becomes the mean, and its notes say so.
    """
    from threadpoolctl import threadpool_limits

    if how != "stack":
        return Combiner(how, n_members)
    if validation is None:
        combiner = Combiner("mean", n_members)
        combiner.notes["instead_of"] = "stack: there is no validation to fit it on"
        return combiner
    stacked = _together(validation[0])
    labels = np.asarray(validation[1])
    if labels.shape != stacked.shape[1:2]:
        raise InputError(
            f"{stacked.shape[1]} validation predictions came with {len(labels)} labels."
        )
    with threadpool_limits(limits=1):
        stack = fit_logistic(_log_features(stacked), labels, n_classes=stacked.shape[2], C=STACK_C)
    return Combiner(how, len(stacked), stack)


def combine(
    members: Sequence[Probabilities],
    how: How,
    *,
    validation: tuple[Sequence[Probabilities], Int[np.ndarray, " examples"]] | None = None,
) -> Probabilities:
    """`fit_combiner` and `Combiner.apply` in one call.

    >>> combine([np.array([[0.9, 0.1]]), np.array([[0.5, 0.5]])], "mean")
    array([[0.7, 0.3]])
    """
    return fit_combiner(how, len(members), validation=validation).apply(members)


def _together(members: Sequence[Probabilities]) -> Float[np.ndarray, "members examples classes"]:
    shapes = sorted({np.shape(member) for member in members})
    if len(shapes) != 1 or len(shapes[0]) != 2:
        raise InputError(f"the members' predictions do not fit together: shapes {shapes}.")
    return np.stack([np.asarray(member, dtype=np.float64) for member in members])


def _log_features(stacked: Float[np.ndarray, "members examples classes"]) -> Probabilities:
    """(examples, members * classes): log probabilities, clipped, centred by row and member."""
    logs = np.log(np.clip(stacked, _FLOOR, 1.0))
    logs -= logs.mean(axis=2, keepdims=True)
    return np.concatenate(list(logs), axis=1).astype(np.float32)
