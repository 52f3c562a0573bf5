"""Low-rank additions to frozen linear layers: LoRA and the triplets of AdaLoRA."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import torch
from torch import nn

from tenfold.models.lean.dropout import drop
from tenfold.models.lean.layer import Layer

if TYPE_CHECKING:
    from torch import Tensor

    from tenfold.models.lean.encoder import LeanEncoder

__all__ = ["PRODUCT_OF", "LowRank", "Pair", "Triplet", "add_low_rank"]
PRODUCT_OF: dict[str, str] = {
    "query": "qkv", "key": "qkv", "value": "qkv", "out": "out", "up": "up", "down": "down"
}  # fmt: skip
_THIRDS = ("query", "key", "value")


class Pair(nn.Module):
    """W + (alpha / rank) B A (Hu et al. 2021, section 4.1). A starts as PEFT's does, B at zero.

    `A` (rank, n_inputs), `B` (n_outputs, rank).
    """

    def __init__(self, n_inputs: int, n_outputs: int, rank: int, alpha: float) -> None:
        super().__init__()
        self.A = nn.Parameter(nn.init.kaiming_uniform_(torch.empty(rank, n_inputs), a=math.sqrt(5)))
        self.B = nn.Parameter(torch.zeros(n_outputs, rank))
        self.scale = alpha / rank

    def down(self) -> Tensor:
        """(rank, n_inputs)."""
        return self.A

    def up(self) -> Tensor:
        """(n_outputs, rank)."""
        return self.B * self.scale


class Triplet(nn.Module):
    """W + (alpha / rank) B diag(E) A, singular vectors and values (Zhang et al. 2023, equation 1).

    `A` (rank, n_inputs), `E` (rank, 1), `B` (n_outputs, rank). E starts at zero, the others with a
    standard deviation of 0.02, as in PEFT.
    """

    def __init__(self, n_inputs: int, n_outputs: int, rank: int, alpha: float) -> None:
        super().__init__()
        self.A = nn.Parameter(torch.empty(rank, n_inputs).normal_(std=0.02))
        self.E = nn.Parameter(torch.zeros(rank, 1))
        self.B = nn.Parameter(torch.empty(n_outputs, rank).normal_(std=0.02))
        self.scale = alpha / (rank + 1e-5)

    def down(self) -> Tensor:
        """(rank, n_inputs)."""
        return self.A * self.E

    def up(self) -> Tensor:
        """(n_outputs, rank)."""
        return self.B * self.scale


class LowRank(nn.Module):
    """The additions to one product; those to query, key and value are computed together."""

    def __init__(
        self,
        parts: Mapping[str, Pair | Triplet],
        *,
        width: int,
        dropout: float,
        dtype: torch.dtype,
    ) -> None:
        super().__init__()
        self.names = list(parts)
        self.parts = nn.ModuleList(parts.values())
        self.width, self.dropout, self.dtype = width, dropout, dtype

    def forward(self, states: Tensor) -> Tensor:
        """(n_tokens, n_inputs) to (n_tokens, n_outputs), to be added to the product."""
        if self.training:
            states = drop(states, self.dropout)
        parts = [part for part in self.parts if isinstance(part, Pair | Triplet)]
        downs = torch.cat([part.down() for part in parts]).to(self.dtype)
        low = nn.functional.linear(states.to(self.dtype), downs)
        return nn.functional.linear(low, self._ups(parts).to(self.dtype))

    def _ups(self, parts: Sequence[Pair | Triplet]) -> Tensor:
        """(n_outputs, all ranks): each part writes to its own third of query, key and value."""
        if self.names[0] not in _THIRDS:
            return parts[0].up()
        rank = len(parts[0].A)
        rows = []
        for third in _THIRDS:
            if third in self.names:
                at = self.names.index(third)
                up = parts[at].up()
                rows.append(nn.functional.pad(up, (at * rank, (len(parts) - at - 1) * rank)))
            else:
                rows.append(parts[0].A.new_zeros(self.width, len(parts) * rank))
        return torch.cat(rows)


def add_low_rank(
    encoder: LeanEncoder,
    make: type[Pair] | type[Triplet],
    *,
    targets: Sequence[str],
    first: int,
    rank: int,
    alpha: float,
    dropout: float = 0.0,
) -> dict[str, Pair | Triplet]:
    """Add one to each of `targets` in each layer from `first` on. By name: "layer 0 query"."""
    shape = encoder.shape
    sizes = {"up": (shape.width, shape.inner), "down": (shape.inner, shape.width)}
    added: dict[str, Pair | Triplet] = {}
    for number in range(first, shape.n_layers):
        layer = encoder.layers[number]
        assert isinstance(layer, Layer)
        for product in dict.fromkeys(PRODUCT_OF[target] for target in targets):
            parts: dict[str, Pair | Triplet] = {
                t: make(*sizes.get(t, (shape.width, shape.width)), rank, alpha)
                for t in PRODUCT_OF
                if t in targets and PRODUCT_OF[t] == product
            }
            layer.adapters[product] = LowRank(
                parts, width=shape.width, dropout=dropout, dtype=encoder.dtype
            ).to(encoder.device)
            added |= {f"layer {number} {t}": part for t, part in parts.items()}
    return added
