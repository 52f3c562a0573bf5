"""`fine-tune`: train the whole encoder."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from pydantic import Field

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

__all__ = ["FineTune", "FineTuneParameters", "FineTunePredictor"]


class FineTuneParameters(GradientParameters):
    """Fields of `kind = "fine-tune"`."""

    learning_rate: float = Field(
        default=5e-5, gt=0, le=10, description="The highest learning rate (AdamW)."
    )


class FineTunePredictor(GradientPredictor):
    """The whole encoder as it was trained."""


class FineTune(GradientMethod[FineTuneParameters]):
    """Every layer and the embeddings of the words that occur (Devlin et al. 2019)."""

    kind: ClassVar[str] = "fine-tune"
    summary: ClassVar[str] = "train the whole encoder and a head"
    Parameters: ClassVar[type[Parameters]] = FineTuneParameters
    predictor: ClassVar[type[Predictor]] = FineTunePredictor

    def adapt(
        self,
        encoder: Pretrained,
        parameters: FineTuneParameters,
        *,
        n_classes: int,
        occurring: np.ndarray | None,
    ) -> Adapted:
        if not is_lean(encoder.files):
            from tenfold.models.transformers_adapted import TransformersAdapted

            return TransformersAdapted(
                encoder, n_classes, dropout=parameters.training.dropout
            ).train_all()
        from tenfold.models.lean.adapted import LeanAdapted

        assert occurring is not None
        model = LeanAdapted(encoder, n_classes, first=0, dropout=parameters.training.dropout)
        model.train_layers()
        model.train_embeddings(occurring)
        return model


FineTunePredictor.method = FineTune
