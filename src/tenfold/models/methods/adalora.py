"""`adalora`: low-rank additions whose ranks move to where they matter."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np
from pydantic import BaseModel, Field, model_validator

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

__all__ = ["AdaLora", "AdaLoraParameters", "AdaLoraPredictor"]


class AdaLoraParameters(GradientParameters):
    """Fields of `kind = "adalora"`."""

    learning_rate: float = Field(
        default=2e-3, gt=0, le=10, description="The highest learning rate (AdamW)."
    )
    rank: int = Field(
        default=8,
        ge=1,
        le=4096,
        description="The rank of an addition in the end, on average over all of them.",
    )
    initial_rank: int | None = Field(
        default=None,
        ge=1,
        le=4096,
        description="The rank of each addition in the beginning; left out: half as much again as `rank`.",
    )
    orthogonality: float = Field(
        default=0.5, ge=0, description="Weight of the penalty that keeps singular vectors apart."
    )
    targets: list[Target] = Field(default=["query", "value"], min_length=1, description=TARGETS)
    layers: int | None = Field(default=None, ge=1, description=LAYERS)

    @property
    def first_rank(self) -> int:
        """`initial_rank`, or its default."""
        return -(-3 * self.rank // 2) if self.initial_rank is None else self.initial_rank

    @model_validator(mode="after")
    def _has_something_to_give_away(self) -> Self:
        if self.first_rank < self.rank:
            raise ValueError(
                f"initial_rank must be at least rank ({self.rank}). Got {self.first_rank}"
            )
        return self


class AdaLoraPredictor(GradientPredictor):
    """The additions and the head; the encoder stays as it is."""


class AdaLora(GradientMethod[AdaLoraParameters]):
    """Zhang et al. 2023. The budget stays for the first tenth of all steps, falls along a cubic, and is final
    for the last two fifths; an epoch before that is never kept. PEFT is the oracle of its tests.
    """

    kind: ClassVar[str] = "adalora"
    summary: ClassVar[str] = "low-rank additions whose ranks move to the matrices that need them"
    Parameters: ClassVar[type[Parameters]] = AdaLoraParameters
    predictor: ClassVar[type[Predictor]] = AdaLoraPredictor

    def check(self, parameters: BaseModel, files: EncoderFiles) -> None:
        assert isinstance(parameters, AdaLoraParameters)
        first_layer(parameters.layers, files)
        refuse_dropout(parameters.training)

    def n_frozen_layers(self, parameters: BaseModel, files: EncoderFiles) -> int:
        assert isinstance(parameters, AdaLoraParameters)
        return first_layer(parameters.layers, files) if is_lean(files) else 0

    def adapt(
        self,
        encoder: Pretrained,
        parameters: AdaLoraParameters,
        *,
        n_classes: int,
        occurring: np.ndarray | None,
    ) -> Adapted:
        first = first_layer(parameters.layers, encoder.files)
        if not is_lean(encoder.files):
            from tenfold.models.peft_adapted import with_adalora

            return with_adalora(encoder, n_classes, parameters, first=first)
        from tenfold.models.lean.budgeted import Budgeted

        return Budgeted(
            encoder,
            n_classes,
            first=first,
            targets=parameters.targets,
            rank=parameters.rank,
            initial_rank=parameters.first_rank,
            orthogonality=parameters.orthogonality,
        )


AdaLoraPredictor.method = AdaLora
