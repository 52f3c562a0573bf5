"""A batch of token sequences without padding: all tokens in one row, one text after the other.

Linear layers, norms and activations see `n_tokens` rows and nothing else. Attention alone needs the texts
side by side, (batch, longest): there a pad is masked, and costs little, since attention is a few
percent of the work at the lengths that encoders see.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Int

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["Packed", "pack"]


@dataclass(frozen=True)
class Packed:
    """Where each text's tokens stand.

    `lengths` (batch,), int64; `positions` (n_tokens,) counts from 0 in each text; `slots` (n_tokens,)
    is each token's place in the (batch * longest) table; `mask` (batch, 1, 1, longest) is 0 for a
    token and -inf for a pad, None where all texts have the same length.
    """

    lengths: Tensor
    longest: int
    positions: Tensor
    owners: Tensor
    slots: Tensor | None
    mask: Tensor | None

    @property
    def n_texts(self) -> int:
        return len(self.lengths)

    def side_by_side(self, states: Tensor) -> Tensor:
        """(n_tokens, ...) to (batch, longest, ...), pads zero."""
        shape = (self.n_texts, self.longest, *states.shape[1:])
        if self.slots is None:
            return states.view(shape)
        table = states.new_zeros(self.n_texts * self.longest, *states.shape[1:])
        return table.index_copy(0, self.slots, states).view(shape)

    def in_a_row(self, table: Tensor) -> Tensor:
        """(batch, longest, ...) to (n_tokens, ...): the inverse of `side_by_side`."""
        flat = table.reshape(self.n_texts * self.longest, *table.shape[2:])
        return flat if self.slots is None else flat.index_select(0, self.slots)


def pack(lengths: Int[np.ndarray, " texts"], *, device: str = "cpu") -> Packed:
    """The layout of texts of these lengths (tokens with the special ones)."""
    import torch

    sizes = np.asarray(lengths, dtype=np.int64)
    longest = int(sizes.max())
    owners = np.repeat(np.arange(len(sizes)), sizes)
    starts = np.cumsum(sizes) - sizes
    positions = np.arange(int(sizes.sum())) - starts[owners]
    same = bool((sizes == longest).all())
    mask = None
    if not same:
        pads = torch.from_numpy(np.arange(longest)[None] >= sizes[:, None])
        mask = torch.zeros(len(sizes), 1, 1, longest).masked_fill_(
            pads[:, None, None], float("-inf")
        )
        mask = mask.to(device)
    return Packed(
        lengths=torch.from_numpy(sizes).to(device),
        longest=longest,
        positions=torch.from_numpy(positions).to(device),
        owners=torch.from_numpy(owners).to(device),
        slots=None if same else torch.from_numpy(owners * longest + positions).to(device),
        mask=mask,
    )
