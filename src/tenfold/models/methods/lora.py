"""`lora`: low-rank additions to frozen matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from pydantic import BaseModel, Field

from tenfold.models.encoder import EncoderFiles
from tenfold.models.lean.shape import is_lean
from tenfold.models.methods.contract import Parameters, Predictor
from tenfold.models.methods.gradient import (
    GradientMethod,
    GradientParameters,
    GradientPredictor,
    refuse_dropout,
)
from tenfold.models.methods.matrices import LAYERS, TARGETS, Target, first_layer

if TYPE_CHECKING:
    from tenfold.models.adapted import Adapted
    from tenfold.models.sequences import Pretrained

__all__ = ["Lora", "LoraParameters", "LoraPredictor"]


class LoraParameters(GradientParameters):
    """Fields of `kind = "lora"`."""

    learning_rate: float = Field(
        default=1e-3, gt=0, le=10, description="The highest learning rate (AdamW)."
    )
    rank: int = Field(default=8, ge=1, le=4096, description="The rank of each addition.")
    alpha: float = Field(
        default=16.0, gt=0, description="The addition is multiplied by alpha / rank."
    )
    dropout: float = Field(
        default=0.0, ge=0, le=0.9, description="Dropout on what the additions read."
    )
    targets: list[Target] = Field(default=["query", "value"], min_length=1, description=TARGETS)
    layers: int | None = Field(default=None, ge=1, description=LAYERS)


class LoraPredictor(GradientPredictor):
    """The additions and the head; the encoder stays as it is."""


class Lora(GradientMethod[LoraParameters]):
    """Hu et al. 2021: W + (alpha / rank) B A, with A and B trained. PEFT is the oracle of its tests."""

    kind: ClassVar[str] = "lora"
    summary: ClassVar[str] = "train low-rank additions to frozen matrices, and a head"
    Parameters: ClassVar[type[Parameters]] = LoraParameters
    predictor: ClassVar[type[Predictor]] = LoraPredictor

    def check(self, parameters: BaseModel, files: EncoderFiles) -> None:
        assert isinstance(parameters, LoraParameters)
        first_layer(parameters.layers, files)
        refuse_dropout(parameters.training)

    def n_frozen_layers(self, parameters: BaseModel, files: EncoderFiles) -> int:
        assert isinstance(parameters, LoraParameters)
        return first_layer(parameters.layers, files) if is_lean(files) else 0

    def adapt(
        self,
        encoder: Pretrained,
        parameters: LoraParameters,
        *,
        n_classes: int,
        occurring: np.ndarray | None,
    ) -> Adapted:
        first = first_layer(parameters.layers, encoder.files)
        if not is_lean(encoder.files):
            from tenfold.models.peft_adapted import with_lora

            return with_lora(encoder, n_classes, parameters, first=first)
        from tenfold.models.lean.adapted import LeanAdapted
        from tenfold.models.lean.low_rank import Pair, add_low_rank

        model = LeanAdapted(encoder, n_classes, first=first)
        add_low_rank(
            model.encoder,
            Pair,
            targets=parameters.targets,
            first=first,
            rank=parameters.rank,
            alpha=parameters.alpha,
            dropout=parameters.dropout,
        )
        return model


LoraPredictor.method = Lora
