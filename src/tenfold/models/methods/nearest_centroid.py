"""`nearest-centroid`: how close a vector is to the mean of each class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Self

import numpy as np
from jaxtyping import Float, Float32, Int
from pydantic import Field

from tenfold.models.methods.contract import Inputs, Method, Parameters, Predictor, Saved, Training
from tenfold.models.methods.vectors import unit_vectors
from tenfold.models.softmax import log_loss_of, softmax

__all__ = ["NearestCentroid", "NearestCentroidParameters", "NearestCentroidPredictor"]

DEFAULT_TEMPERATURE = 0.05
_LOWEST, _HIGHEST = 0.001, 10.0


class NearestCentroidParameters(Parameters):
    """Fields of `kind = "nearest-centroid"`."""

    temperature: float | None = Field(
        default=None,
        ge=_LOWEST,
        le=_HIGHEST,
        description="Divides the cosines before the softmax; it moves the probabilities, never the "
        "predicted class. Left out: the one with the lowest log loss on validation "
        f"({DEFAULT_TEMPERATURE:g} where there is no validation).",
    )


class NearestCentroidPredictor(Predictor):
    """Softmax of the cosines to the class means. `centroids` (classes, width) of length one.

    A class without training examples has a zero centroid: cosine 0 to everything.
    """

    needs_vectors: ClassVar[bool] = True

    def __init__(
        self,
        centroids: Float32[np.ndarray, "classes width"],
        temperature: float,
        notes: dict[str, Any],
    ) -> None:
        self.centroids = centroids
        self.temperature = temperature
        self.notes = notes
        self.n_trained_parameters = centroids.size

    def probabilities(self, inputs: Inputs) -> Float[np.ndarray, "examples classes"]:
        vectors = unit_vectors(inputs, width=self.centroids.shape[1])
        return softmax((vectors @ self.centroids.T).astype(np.float64) / self.temperature)

    def save(self) -> Saved:
        return Saved(
            {"centroids": self.centroids}, {"temperature": self.temperature, "notes": self.notes}
        )

    @classmethod
    def load(cls, saved: Saved) -> Self:
        facts = saved.facts
        return cls(saved.arrays["centroids"], facts["temperature"], dict(facts["notes"]))


class NearestCentroid(Method[NearestCentroidParameters]):
    """Few-shot classification without a solver (prototypes, Snell et al. 2017, by cosine)."""

    kind: ClassVar[str] = "nearest-centroid"
    version: ClassVar[str] = "1"
    summary: ClassVar[str] = "softmax of the cosines to each class's mean vector"
    Parameters: ClassVar[type[Parameters]] = NearestCentroidParameters
    predictor: ClassVar[type[Predictor]] = NearestCentroidPredictor
    needs_vectors: ClassVar[bool] = True
    libraries: ClassVar[tuple[str, ...]] = ("numpy", "scipy")

    def train(
        self,
        train: Training,
        validation: Training | None,
        *,
        parameters: NearestCentroidParameters,
        classes: Sequence[str],
        seed: int,
    ) -> NearestCentroidPredictor:
        centroids = _centroids(unit_vectors(train.inputs), train.labels, len(classes))
        temperature, chosen = parameters.temperature or DEFAULT_TEMPERATURE, "declared"
        if parameters.temperature is None:
            chosen = "default: no validation"
            if validation is not None:
                temperature = _fit_temperature(centroids, validation)
                chosen = "lowest log loss on validation"
        notes = {"temperature": temperature, "temperature_chosen_by": chosen}
        return NearestCentroidPredictor(centroids, temperature, notes)


def _centroids(
    vectors: Float32[np.ndarray, "examples width"],
    labels: Int[np.ndarray, " examples"],
    n_classes: int,
) -> Float32[np.ndarray, "classes width"]:
    """The direction of the sum of each class's vectors."""
    sums = np.zeros((n_classes, vectors.shape[1]), dtype=np.float32)
    np.add.at(sums, labels, vectors)
    return unit_vectors(Inputs(vectors=sums))


def _fit_temperature(
    centroids: Float32[np.ndarray, "classes width"], validation: Training
) -> float:
    """The temperature with the lowest log loss, to four digits (Brent's bounded search)."""
    from scipy.optimize import minimize_scalar

    cosines = (unit_vectors(validation.inputs) @ centroids.T).astype(np.float64)

    def loss(log_temperature: float) -> float:
        return log_loss_of(softmax(cosines / np.exp(log_temperature)), validation.labels)

    bounds = (np.log(_LOWEST), np.log(_HIGHEST))
    found = minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 1e-4})
    return float(f"{np.exp(found.x):.4g}")
