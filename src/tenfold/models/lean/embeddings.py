"""Token ids to the states below the first layer, with an embedding table that trains what occurs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
from torch import nn

from tenfold.models.lean.dropout import drop
from tenfold.models.lean.layer import Norm
from tenfold.models.lean.shape import Shape

if TYPE_CHECKING:
    from torch import Tensor

    from tenfold.models.lean.packed import Packed
    from tenfold.models.lean.weights import Stored

__all__ = ["Embeddings"]

_FARTHEST = 128  # MPNet: distances from here on share a bucket


class Embeddings(nn.Module):
    """Word, position and (BERT) type vectors, normed; MPNet's table of distances besides.

    Trained, only the rows of words that occur in the training texts are parameters: the others would
    get no gradient, and no weight decay acts on embeddings, so the result is the same.
    """

    def __init__(self, stored: Stored, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Buffer(stored.embedding("word_embeddings.weight"))
        self.places = nn.Buffer(stored.embedding("position_embeddings.weight"))
        has_types = shape.model_type not in ("distilbert", "mpnet")
        # there is one segment, so one row of the type table
        types = stored.embedding("token_type_embeddings.weight")[0] if has_types else None
        self.segment = None if types is None else nn.Buffer(types)
        self.norm = Norm(
            stored.embedding("LayerNorm.weight"), stored.embedding("LayerNorm.bias"), shape.epsilon
        )
        self.distances = nn.Buffer(stored.relative()) if shape.n_buckets else None
        self.is_trained = False

    def make_trained(self, occurring: Tensor) -> None:
        """Train the vectors of the words `occurring` (sorted ids), positions, type and norm."""
        self.is_trained = True
        self.occurring = nn.Buffer(occurring)
        at = occurring.device
        self.row_of = nn.Buffer(torch.zeros(len(self.words), dtype=torch.int64, device=at))
        self.row_of[occurring] = torch.arange(len(occurring), device=at)
        self.trained_words = nn.Parameter(self.words[occurring].clone())
        for name in ("places", "segment", "distances"):
            frozen = getattr(self, name)
            if frozen is not None:
                delattr(self, name)
                setattr(self, name, nn.Parameter(frozen.clone()))
        self.words = nn.Buffer(self.words.clone())  # not the table that other copies share
        self.norm.make_trained()

    def of_words(self, tokens: Tensor) -> Tensor:
        """Ids (n,) to word vectors (n, width), before positions and norm."""
        if not self.is_trained:
            return nn.functional.embedding(tokens, self.words)
        if self.training:
            return nn.functional.embedding(self.row_of[tokens], self.trained_words)
        return nn.functional.embedding(tokens, self.words)

    def train(self, mode: bool = True) -> Embeddings:
        """On leaving training, what was learned goes into the whole table."""
        if self.is_trained and self.training and not mode:
            with torch.no_grad():
                self.words[self.occurring] = self.trained_words
        super().train(mode)
        return self

    def forward(self, words: Tensor, packed: Packed) -> Tensor:
        """Word vectors (n_tokens, width) to states."""
        places = nn.functional.embedding(packed.positions + self.shape.first_position, self.places)
        states: Tensor = self.norm(
            words + places if self.segment is None else words + places + self.segment
        )
        if self.training and self.is_trained:
            return drop(states, self.shape.dropout)
        return states

    def relative(self, packed: Packed) -> Tensor | None:
        """MPNet's bias of the attention scores, (n_heads, longest, longest); None for the others."""
        if self.distances is None:
            return None
        at = torch.arange(packed.longest, device=self.words.device)
        buckets = _buckets(at[None, :] - at[:, None], self.shape.n_buckets)
        return nn.functional.embedding(buckets, self.distances).permute(2, 0, 1)


def _buckets(distances: Tensor, n_buckets: int) -> Tensor:
    """Distance (key minus query) to bucket: half for each direction, near ones exact, far ones by their
    logarithm (Raffel et al. 2020, as MPNet uses it).
    """
    half = n_buckets // 2
    exact = half // 2
    size = distances.abs()
    far = exact + (
        torch.log(size.clamp(min=1).float() / exact) / math.log(_FARTHEST / exact) * (half - exact)
    ).to(torch.int64)
    near = torch.where(size < exact, size, far.clamp(max=half - 1))
    return near + half * (distances > 0)
