"""The encoder itself: embeddings, layers, pooling, over packed texts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import torch
from jaxtyping import Int
from torch import nn

from tenfold.models.encoder import EncoderFiles
from tenfold.models.lean.embeddings import Embeddings
from tenfold.models.lean.layer import Layer
from tenfold.models.lean.packed import Packed, pack
from tenfold.models.lean.shape import shape_of
from tenfold.models.lean.weights import read_weights
from tenfold.models.pooling import pool

if TYPE_CHECKING:
    from torch import Tensor

    from tenfold.models.numerics import Profile

__all__ = ["LeanEncoder"]


class LeanEncoder(nn.Module):
    """An encoder of the families in `shape.LEAN_MODELS`, frozen until a part is made trained.

    `dropout` lets the trained parts have the dropout of the model's config.

    Raises ModelError where the weights do not fit the config.
    """

    def __init__(self, files: EncoderFiles, profile: Profile, *, dropout: bool = False) -> None:
        super().__init__()
        self.files = files
        self.shape = shape_of(files)
        if not dropout:
            self.shape = replace(self.shape, dropout=0.0, attention_dropout=0.0)
        self.dtype = torch.bfloat16 if profile.dtype == "bfloat16" else torch.float32
        stored = read_weights(files)
        self.embeddings = Embeddings(stored, self.shape)
        self.layers = nn.ModuleList(
            Layer(stored, number, self.shape, self.dtype) for number in range(self.shape.n_layers)
        )
        self.to(profile.device)
        self.device = profile.device

    def packed(self, lengths: Int[np.ndarray, " texts"]) -> Packed:
        """The layout of a batch of texts with these token counts."""
        return pack(lengths, device=self.device)

    def embed(self, tokens: Tensor, packed: Packed) -> Tensor:
        """Ids (n_tokens,) to the states below layer 0, (n_tokens, width)."""
        states: Tensor = self.embeddings(self.embeddings.of_words(tokens), packed)
        return states

    def run(self, states: Tensor, packed: Packed, *, first: int, last: int | None = None) -> Tensor:
        """States below layer `first` to those above layer `last` - 1 (default: the top)."""
        relative = self.embeddings.relative(packed)
        for layer in self.layers[first:last]:
            states = layer(states, packed, relative)
        return states

    def pool(self, states: Tensor, packed: Packed) -> Tensor:
        """(n_tokens, width) to one vector a text, as the model declares, (batch, width)."""
        return pool(states, packed, self.files.pooling)
