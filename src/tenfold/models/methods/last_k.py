"""`last-k`: train the upper layers of the encoder; those below are run once and never again."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from pydantic import BaseModel, Field

from tenfold.errors import InputError
from tenfold.models.encoder import EncoderFiles
from tenfold.models.lean.shape import is_lean
from tenfold.models.methods.contract import Parameters, Predictor
from tenfold.models.methods.gradient import (
    GradientMethod,
    GradientParameters,
    GradientPredictor,
)

if TYPE_CHECKING:
    from tenfold.models.adapted import Adapted
    from tenfold.models.sequences import Pretrained

__all__ = ["LastK", "LastKParameters", "LastKPredictor"]


class LastKParameters(GradientParameters):
    """Fields of `kind = "last-k"`."""

    learning_rate: float = Field(
        default=2e-4, gt=0, le=10, description="The highest learning rate (AdamW)."
    )
    k: int = Field(
        default=2, ge=1, description="How many layers are trained, counted from the top."
    )


class LastKPredictor(GradientPredictor):
    """The upper layers as they were trained, over the frozen ones."""


class LastK(GradientMethod[LastKParameters]):
    """Fine-tuning of the upper layers (as in Howard & Ruder 2018, without the gradual thawing)."""

    kind: ClassVar[str] = "last-k"
    summary: ClassVar[str] = "train the upper k layers and a head; the layers below run once a text"
    Parameters: ClassVar[type[Parameters]] = LastKParameters
    predictor: ClassVar[type[Predictor]] = LastKPredictor

    def check(self, parameters: BaseModel, files: EncoderFiles) -> None:
        assert isinstance(parameters, LastKParameters)
        if parameters.k > files.n_layers:
            raise InputError(
                f"the encoder has {files.n_layers} layers; k = {parameters.k} are more.",
                remedy="Train all of it with the kind fine-tune.",
            )

    def n_frozen_layers(self, parameters: BaseModel, files: EncoderFiles) -> int:
        assert isinstance(parameters, LastKParameters)
        return files.n_layers - parameters.k if is_lean(files) else 0

    def adapt(
        self,
        encoder: Pretrained,
        parameters: LastKParameters,
        *,
        n_classes: int,
        occurring: np.ndarray | None,
    ) -> Adapted:
        first = encoder.files.n_layers - parameters.k
        if not is_lean(encoder.files):
            from tenfold.models.transformers_adapted import TransformersAdapted

            model = TransformersAdapted(encoder, n_classes, dropout=parameters.training.dropout)
            return model.train_layers(first)
        from tenfold.models.lean.adapted import LeanAdapted

        lean = LeanAdapted(encoder, n_classes, first=first, dropout=parameters.training.dropout)
        lean.train_layers()
        return lean


LastKPredictor.method = LastK
