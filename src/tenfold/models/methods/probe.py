"""`probe`: logistic regression on the frozen encoder's vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Self

import numpy as np
from jaxtyping import Float
from pydantic import Field

from tenfold.models.methods.c_choice import CChoice
from tenfold.models.methods.contract import Inputs, Method, Parameters, Predictor, Saved, Training
from tenfold.models.methods.logistic import Logistic
from tenfold.models.methods.vectors import unit_vectors

__all__ = ["Probe", "ProbeParameters", "ProbePredictor"]

C_GRID = (1.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
DEFAULT_C = 30.0  # on 5, 20 and 80 examples a class of BANKING77 it had the best accuracy


class ProbeParameters(Parameters):
    """Fields of `kind = "probe"`."""

    C: float | None = Field(
        default=None,
        gt=0,
        le=1e6,
        description="Inverse strength of the penalty. "
        + CChoice(C_GRID, DEFAULT_C, None).describe(),
    )


class ProbePredictor(Predictor):
    """Softmax of a linear map of the vectors, which are brought to length one first."""

    needs_vectors: ClassVar[bool] = True

    def __init__(self, fitted: Logistic, notes: dict[str, Any]) -> None:
        self.fitted = fitted
        self.notes = notes
        self.n_trained_parameters = fitted.weights.size

    def probabilities(self, inputs: Inputs) -> Float[np.ndarray, "examples classes"]:
        width = len(self.fitted.weights) - 1
        return self.fitted.probabilities(unit_vectors(inputs, width=width))

    def save(self) -> Saved:
        facts = {"C": self.fitted.C, "converged": self.fitted.converged, "notes": self.notes}
        return Saved({"weights": self.fitted.weights}, facts)

    @classmethod
    def load(cls, saved: Saved) -> Self:
        facts = saved.facts
        fitted = Logistic(saved.arrays["weights"], facts["C"], facts["converged"])
        return cls(fitted, dict(facts["notes"]))


class Probe(Method[ProbeParameters]):
    """What is linearly there in the encoder's vectors. Alain & Bengio (2016) call it a probe."""

    kind: ClassVar[str] = "probe"
    version: ClassVar[str] = "1"
    summary: ClassVar[str] = "logistic regression on the frozen encoder's vectors"
    Parameters: ClassVar[type[Parameters]] = ProbeParameters
    predictor: ClassVar[type[Predictor]] = ProbePredictor
    needs_vectors: ClassVar[bool] = True
    libraries: ClassVar[tuple[str, ...]] = ("numpy", "scipy")

    def train(
        self,
        train: Training,
        validation: Training | None,
        *,
        parameters: ProbeParameters,
        classes: Sequence[str],
        seed: int,
    ) -> ProbePredictor:
        own = (unit_vectors(train.inputs), np.asarray(train.labels))
        held_out = None
        if validation is not None:
            held_out = (unit_vectors(validation.inputs), np.asarray(validation.labels))
        choice = CChoice(C_GRID, DEFAULT_C, parameters.C)
        return ProbePredictor(*choice.fit(own, held_out, n_classes=len(classes)))
