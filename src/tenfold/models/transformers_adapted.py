"""Encoders of the transformers path with a part of their own weights trained, in float32."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn

from tenfold.models.adapted import Adapted
from tenfold.models.transformers_path import TransformersEncoder

if TYPE_CHECKING:
    from torch import Tensor

    from tenfold.models.sequences import Pretrained, Sequences

__all__ = ["TransformersAdapted"]


class TransformersAdapted(Adapted):
    """`train_layers` and `train_all` choose what is trained; dropout stays off in the rest."""

    def __init__(self, pretrained: Pretrained, n_classes: int, *, dropout: bool = False) -> None:
        super().__init__(pretrained.files.width, n_classes)
        self.encoder = TransformersEncoder(pretrained.files, pretrained.profile, rounded=False)
        self.dropout = dropout
        self._trained: list[nn.Module] = []
        self.head.to(pretrained.profile.device)

    def train_layers(self, first: int) -> TransformersAdapted:
        """Train the layers from `first` on, and a norm after the last where the family has one."""
        self._trained = list(self.encoder.layers()[first:])
        final = getattr(self.encoder.module, "final_norm", None)
        if final is not None:
            self._trained.append(final)
        for part in self._trained:
            part.requires_grad_(True)
        return self

    def train_all(self) -> TransformersAdapted:
        """Train everything that a vector depends on."""
        self._trained = [self.encoder.module]
        self.encoder.module.requires_grad_(True)
        for name, parameter in self.encoder.module.named_parameters():
            if "pooler" in name:
                parameter.requires_grad_(False)
        return self

    def train(self, mode: bool = True) -> TransformersAdapted:
        super().train(mode)
        self.encoder.eval()
        for part in self._trained if mode and self.dropout else ():
            part.train()
        return self

    def vectors(self, batch: Sequences) -> Tensor:
        packed = self.encoder.packed(batch.lengths)
        tokens = torch.from_numpy(batch.tokens()).to(self.encoder.device)
        return self.encoder.vectors(tokens, packed)

    def layer_of(self, name: str) -> str:
        """By the names of the module: "encoder.module.encoder.layer.3..." is "layer 3"."""
        parts = name.split(".")
        numbers = [part for part in parts if part.isdigit()]
        if parts[0] != "encoder":
            return parts[0]
        if numbers:
            return f"layer {numbers[0]}"
        return "final norm" if "final_norm" in parts else "embeddings"
