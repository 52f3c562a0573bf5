"""An encoder of which a part is trained, with a linear head on top: what the training loop sees."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch
from jaxtyping import Float32
from torch import nn

if TYPE_CHECKING:
    from torch import Tensor

    from tenfold.models.sequences import Sequences

__all__ = ["Adapted", "Head"]

_HEAD_SD = 0.02  # of a random start, as BERT's own layers have it


class Head(nn.Module):
    """Scores of the classes from pooled vectors, each brought to length sqrt(width) first.

    So it is a probe's linear map of unit vectors, with inputs of about unit size per number.
    """

    def __init__(self, width: int, n_classes: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(n_classes, width).normal_(std=_HEAD_SD))
        self.bias = nn.Parameter(torch.zeros(n_classes))

    def start_from(self, probe: Float32[np.ndarray, "inputs classes"]) -> None:
        """Take over a probe's weights (width + 1, n_classes), the intercepts in the last row."""
        scale = math.sqrt(self.weight.shape[1])
        with torch.no_grad():
            self.weight.copy_(torch.from_numpy(np.ascontiguousarray(probe[:-1].T / scale)))
            self.bias.copy_(torch.from_numpy(probe[-1].copy()))

    def forward(self, vectors: Tensor) -> Tensor:
        """(batch, width) to (batch, n_classes)."""
        unit = nn.functional.normalize(vectors, dim=1) * math.sqrt(self.weight.shape[1])
        return nn.functional.linear(unit, self.weight, self.bias)


class Adapted(nn.Module, ABC):
    """Texts go in as sequences, scores of the classes come out; some parameters are trained."""

    def __init__(self, width: int, n_classes: int) -> None:
        super().__init__()
        self.head = Head(width, n_classes)

    @abstractmethod
    def vectors(self, batch: Sequences) -> Tensor:
        """One pooled vector a text, (batch, width), in float32."""

    def forward(self, batch: Sequences) -> Tensor:
        """Scores before the softmax, (batch, n_classes)."""
        scores: Tensor = self.head(self.vectors(batch))
        return scores

    def plan(self, n_steps: int) -> None:
        """Called once before training, with the number of steps there will be at most."""

    def penalty(self) -> Tensor | None:
        """What is added to the loss besides; None for nothing."""
        return None

    def after_step(self, step: int) -> None:
        """Called after optimiser step `step` (from 1), while the gradients are still there."""

    def is_settled(self) -> bool:
        """Whether what it has now may be kept as its best."""
        return True

    def history(self) -> dict[str, Any]:
        """What happened on the way beside the curve."""
        return {}

    def notes(self) -> dict[str, Any]:
        """What a reader of the report should know."""
        return {}

    def trained(self) -> dict[str, nn.Parameter]:
        """What is trained, by name."""
        return {name: p for name, p in self.named_parameters() if p.requires_grad}

    def layer_of(self, name: str) -> str:
        """Where a trained parameter belongs: "head", "embeddings", "prompt" or "layer 3"."""
        return name.split(".", 1)[0]

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """What was trained, as `restore` takes it back."""
        return {name: p.detach().cpu().numpy() for name, p in self.trained().items()}

    def restore(self, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        """Set what is trained. Raises KeyError or ValueError where the arrays do not fit."""
        with torch.no_grad():
            for name, parameter in self.trained().items():
                value = torch.from_numpy(np.array(arrays[name]))
                if value.shape != parameter.shape:
                    raise ValueError(f"{name} has the shape {tuple(value.shape)}")
                parameter.copy_(value)
