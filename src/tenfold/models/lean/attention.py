"""Self-attention over packed texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn

from tenfold.models.lean.dropout import drop

if TYPE_CHECKING:
    from torch import Tensor

    from tenfold.models.lean.packed import Packed

__all__ = ["attend"]

_LONG = 512
"""Past so many tokens the table of weights is not written out where no gradient is needed. Up to here, and
wherever a gradient is, plain products are the faster ones on a CPU in bfloat16."""


def attend(
    qkv: Tensor,
    packed: Packed,
    *,
    n_heads: int,
    relative: Tensor | None,
    dropout: float,
) -> Tensor:
    """Multi-head attention.

    Parameters
    ----------
    qkv
        Queries, keys and values, (n_tokens, 3 * width).
    packed
        Which token belongs to which text.
    n_heads
        The width is divided into so many heads.
    relative
        A bias by head and distance, (n_heads, longest, longest), or None.
    dropout
        Share of attention weights set to zero; 0 outside training.

    Returns
    -------
    (n_tokens, width)
    """
    table = packed.side_by_side(qkv)
    batch, longest, width3 = table.shape
    heads = table.view(batch, longest, 3, n_heads, width3 // 3 // n_heads)
    query, key, value = heads.permute(
        2, 0, 3, 1, 4
    )  # each (batch, heads, longest, width of a head)
    bias = _bias(packed.mask, relative)
    scale = float(query.shape[-1]) ** -0.5
    if longest > _LONG and not torch.is_grad_enabled():
        mixed = nn.functional.scaled_dot_product_attention(
            query, key, value, attn_mask=None if bias is None else bias.to(qkv.dtype), scale=scale
        )
    else:
        scores = ((query * scale) @ key.transpose(-1, -2)).float()  # a softmax in float32 is faster
        weights = torch.softmax(scores if bias is None else scores + bias, dim=-1)
        weights = drop(weights.to(value.dtype), dropout)
        mixed = weights @ value
    return packed.in_a_row(mixed.transpose(1, 2).reshape(batch, longest, width3 // 3))


def _bias(mask: Tensor | None, relative: Tensor | None) -> Tensor | None:
    """What is added to the scores, broadcast to (batch, heads, longest, longest)."""
    if mask is None or relative is None:
        return mask if relative is None else relative[None]
    return relative[None] + mask
