"""`majority`: the class frequencies of the training examples, whatever the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Self

import numpy as np
from jaxtyping import Float

from tenfold.models.methods.contract import (
    Inputs,
    Method,
    NoParameters,
    Parameters,
    Predictor,
    Saved,
    Training,
)

__all__ = ["Majority", "MajorityPredictor"]


class MajorityPredictor(Predictor):
    """The same row for every example."""

    def __init__(self, frequencies: Float[np.ndarray, " classes"]) -> None:
        self.frequencies = frequencies
        self.n_trained_parameters = len(frequencies)
        self.notes: dict[str, Any] = {}

    def probabilities(self, inputs: Inputs) -> Float[np.ndarray, "examples classes"]:
        return np.tile(self.frequencies, (len(inputs), 1))

    def save(self) -> Saved:
        return Saved(arrays={"frequencies": self.frequencies})

    @classmethod
    def load(cls, saved: Saved) -> Self:
        return cls(saved.arrays["frequencies"])


class Majority(Method[NoParameters]):
    """The floor that every method has to leave."""

    kind: ClassVar[str] = "majority"
    version: ClassVar[str] = "1"
    summary: ClassVar[str] = "predicts how often each class occurs in the training examples"
    Parameters: ClassVar[type[Parameters]] = NoParameters
    predictor: ClassVar[type[Predictor]] = MajorityPredictor

    def train(
        self,
        train: Training,
        validation: Training | None,
        *,
        parameters: NoParameters,
        classes: Sequence[str],
        seed: int,
    ) -> MajorityPredictor:
        counts = np.bincount(train.labels, minlength=len(classes))
        return MajorityPredictor(counts / counts.sum())
