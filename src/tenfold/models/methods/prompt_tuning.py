"""`prompt-tuning`: learn the vectors of some tokens that stand before every text."""

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
    refuse_dropout,
)

if TYPE_CHECKING:
    from tenfold.models.adapted import Adapted
    from tenfold.models.sequences import Pretrained

__all__ = ["PromptTuning", "PromptTuningParameters", "PromptTuningPredictor"]


class PromptTuningParameters(GradientParameters):
    """Fields of `kind = "prompt-tuning"`."""

    learning_rate: float = Field(
        default=2e-3, gt=0, le=10, description="The highest learning rate (AdamW)."
    )
    n_tokens: int = Field(
        default=10,
        ge=1,
        le=1024,
        description="How many virtual tokens stand before each text. A text is cut to the encoder's "
        "length minus these.",
    )


class PromptTuningPredictor(GradientPredictor):
    """The virtual tokens and the head; the encoder stays as it is."""


class PromptTuning(GradientMethod[PromptTuningParameters]):
    """Lester et al. 2021. Virtual tokens start as the vectors of words drawn from the training texts; the
    vector of a text is pooled from its own tokens. PEFT is the oracle of its tests.
    """

    kind: ClassVar[str] = "prompt-tuning"
    summary: ClassVar[str] = "train the vectors of virtual tokens before each text, and a head"
    Parameters: ClassVar[type[Parameters]] = PromptTuningParameters
    predictor: ClassVar[type[Predictor]] = PromptTuningPredictor

    def check(self, parameters: BaseModel, files: EncoderFiles) -> None:
        assert isinstance(parameters, PromptTuningParameters)
        refuse_dropout(parameters.training)
        limit = files.max_length
        if parameters.n_tokens > limit - 3:
            raise InputError(
                f"{parameters.n_tokens} virtual tokens leave no room for text: the encoder reads {limit}.",
                remedy=f"Use at most {limit - 3}, better far fewer.",
            )

    def adapt(
        self,
        encoder: Pretrained,
        parameters: PromptTuningParameters,
        *,
        n_classes: int,
        occurring: np.ndarray | None,
    ) -> Adapted:
        if not is_lean(encoder.files):
            from tenfold.models.peft_adapted import with_prompt

            return with_prompt(encoder, n_classes, parameters)
        from tenfold.models.lean.prompted import Prompted

        return Prompted(encoder, n_classes, n_virtual=parameters.n_tokens, words=occurring)


PromptTuningPredictor.method = PromptTuning
