"""Token states to one vector a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

    from tenfold.models.lean.packed import Packed

__all__ = ["pool"]


def pool(states: Tensor, packed: Packed, pooling: str) -> Tensor:
    """(n_tokens, width) to (batch, width); `pooling` is "mean", "cls", "max" or "mean_sqrt_len"."""
    if pooling == "cls":
        return states[packed.positions == 0]
    if pooling == "max":
        table = packed.side_by_side(states)
        if packed.mask is not None:
            table = table + packed.mask[:, 0, 0, :, None]
        return table.amax(dim=1)
    sums = states.new_zeros(packed.n_texts, states.shape[1]).index_add(0, packed.owners, states)
    divisor = packed.lengths.float()
    return sums / (divisor.sqrt() if pooling == "mean_sqrt_len" else divisor)[:, None]
