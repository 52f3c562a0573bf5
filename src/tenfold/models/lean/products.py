"""Linear layers in bfloat16 over float32 weights, with the gradients that an optimiser needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import nn

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["Linear"]


class Linear(nn.Module):
    """y = x W' + b, computed in `dtype`. Frozen weights are kept in `dtype`, trained ones in float32.

    With trained weights and bfloat16 each step rounds the float32 weights, multiplies in bfloat16
    (sums inside the product are float32), and returns float32 gradients to the optimiser.
    """

    def __init__(self, weight: Tensor, bias: Tensor, dtype: torch.dtype) -> None:
        super().__init__()
        self.dtype = dtype
        self.weight: Tensor = nn.Buffer(weight.to(dtype))
        self.bias: Tensor = nn.Buffer(bias.to(dtype))

    def make_trained(self, weight: Tensor, bias: Tensor) -> None:
        """Replace the frozen weights by float32 parameters that start at these values."""
        del self.weight, self.bias
        self.weight = nn.Parameter(weight.float().clone())
        self.bias = nn.Parameter(bias.float().clone())

    def forward(self, states: Tensor) -> Tensor:
        """(n_tokens, n_inputs) to (n_tokens, n_outputs)."""
        states = states.to(self.dtype)
        if self.weight.dtype == self.dtype:
            return nn.functional.linear(states, self.weight, self.bias)
        product: Tensor = _RoundedProduct.apply(  # type: ignore[no-untyped-call]
            states, self.weight, self.bias
        )
        return product


class _RoundedProduct(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, states: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        rounded = weight.to(states.dtype)
        ctx.save_for_backward(states, rounded)
        return nn.functional.linear(states, rounded, bias.to(states.dtype))

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, Tensor, Tensor]:
        (slope,) = gradients
        states, rounded = ctx.saved_tensors
        below = slope @ rounded if ctx.needs_input_grad[0] else None
        return below, (slope.t() @ states).float(), slope.sum(0).float()
