"""Prompt tuning on the lean path: virtual tokens before each text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

from tenfold.models.lean.adapted import LeanAdapted
from tenfold.models.room import cut

if TYPE_CHECKING:
    from torch import Tensor

    from tenfold.models.sequences import Pretrained, Sequences

__all__ = ["Prompted"]


class Prompted(LeanAdapted):
    """`prompt` (n_virtual, width) stands before the word vectors of every text, at the first positions.

    It starts as the vectors of words drawn from `words` (ids), or of zeros where none are given.
    """

    def __init__(
        self,
        pretrained: Pretrained,
        n_classes: int,
        *,
        n_virtual: int,
        words: np.ndarray | None,
    ) -> None:
        super().__init__(pretrained, n_classes, first=0)
        self.limit = pretrained.files.max_length - n_virtual
        start = torch.zeros(n_virtual, pretrained.files.width)
        if words is not None:
            drawn = torch.from_numpy(words)[torch.randint(len(words), (n_virtual,))]
            start = self.encoder.embeddings.words[drawn.to(self.encoder.device)].clone()
        self.prompt = nn.Parameter(start.to(self.encoder.device))

    def vectors(self, batch: Sequences) -> Tensor:
        encoder, n_virtual = self.encoder, len(self.prompt)
        own = cut(batch.lengths, self.limit)
        tokens = torch.from_numpy(batch.tokens()[own.rows]).to(encoder.device)
        packed = encoder.packed(own.lengths + n_virtual)
        is_own = packed.positions >= n_virtual
        # every token's row in the prompt's vectors followed by the words'
        source = packed.positions.clone()
        source[is_own] = torch.arange(n_virtual, n_virtual + len(tokens), device=encoder.device)
        words = torch.cat([self.prompt, encoder.embeddings.of_words(tokens)])[source]
        states = encoder.run(encoder.embeddings(words, packed), packed, first=0)
        return encoder.pool(states[is_own], encoder.packed(own.lengths))
