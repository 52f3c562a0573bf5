"""One transformer layer of BERT and its kin: attention, then two linear layers, each added and normed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn

from tenfold.models.lean.attention import attend
from tenfold.models.lean.dropout import drop
from tenfold.models.lean.products import Linear
from tenfold.models.lean.shape import Shape

if TYPE_CHECKING:
    from torch import Tensor

    from tenfold.models.lean.packed import Packed
    from tenfold.models.lean.weights import Stored

__all__ = ["LINEARS", "Layer", "Norm"]

LINEARS = ("qkv", "out", "up", "down")
_NORMS = ("norm1", "norm2")


class Norm(nn.Module):
    """Layer normalisation in float32."""

    def __init__(self, weight: Tensor, bias: Tensor, epsilon: float) -> None:
        super().__init__()
        self.weight: Tensor = nn.Buffer(weight)
        self.bias: Tensor = nn.Buffer(bias)
        self.epsilon = epsilon

    def make_trained(self) -> None:
        """Turn the two vectors into parameters."""
        weight, bias = self.weight, self.bias
        del self.weight, self.bias
        self.weight, self.bias = nn.Parameter(weight.clone()), nn.Parameter(bias.clone())

    def forward(self, states: Tensor) -> Tensor:
        return nn.functional.layer_norm(
            states, states.shape[-1:], self.weight, self.bias, self.epsilon
        )


class Layer(nn.Module):
    """States in float32 go in and out; the products between are in the profile's dtype.

    `adapters` maps a name of `LINEARS` to a module whose output is added to that product. Dropout
    acts only where the layer's own weights are trained.
    """

    def __init__(self, stored: Stored, number: int, shape: Shape, dtype: torch.dtype) -> None:
        super().__init__()
        self.shape = shape
        self._masters = {name: _tensors(stored, number, name) for name in LINEARS}
        self.linears = nn.ModuleDict(
            {name: Linear(*pair, dtype) for name, pair in self._masters.items()}
        )
        self.norm1, self.norm2 = (
            Norm(*stored.layer(number, name), shape.epsilon) for name in _NORMS
        )
        self.adapters = nn.ModuleDict()
        self.is_trained = False

    def make_trained(self) -> None:
        """Train the layer's own weights, from the model's float32 values on."""
        self.is_trained = True
        for name, pair in self._masters.items():
            linear = self.linears[name]
            assert isinstance(linear, Linear)
            linear.make_trained(*(tensor.to(self.norm1.weight.device) for tensor in pair))
        self.norm1.make_trained()
        self.norm2.make_trained()

    def forward(self, states: Tensor, packed: Packed, relative: Tensor | None) -> Tensor:
        """(n_tokens, width) to (n_tokens, width)."""
        shape, drops = self.shape, self.training and self.is_trained
        mixed = attend(
            self._product("qkv", states),
            packed,
            n_heads=shape.n_heads,
            relative=relative,
            dropout=shape.attention_dropout if drops else 0.0,
        )
        states = self.norm1(states + self._dropped(self._product("out", mixed), drops))
        inner = _activate(self._product("up", states), shape.activation)
        above: Tensor = self.norm2(states + self._dropped(self._product("down", inner), drops))
        return above

    def _product(self, name: str, states: Tensor) -> Tensor:
        product: Tensor = self.linears[name](states)
        if name in self.adapters:
            product = product + self.adapters[name](states)
        return product

    def _dropped(self, states: Tensor, drops: bool) -> Tensor:
        return drop(states, self.shape.dropout if drops else 0.0)


def _tensors(stored: Stored, number: int, name: str) -> tuple[Tensor, Tensor]:
    """Weight and bias of one of `LINEARS`; query, key and value become one product."""
    if name != "qkv":
        return stored.layer(number, name)
    weights, biases = zip(
        *(stored.layer(number, n) for n in ("query", "key", "value")), strict=True
    )
    return torch.cat(weights), torch.cat(biases)


def _activate(states: Tensor, activation: str) -> Tensor:
    if activation == "relu":
        return nn.functional.relu(states)
    exact = activation == "gelu"
    return nn.functional.gelu(states, approximate="none" if exact else "tanh")
