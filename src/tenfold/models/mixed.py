"""bfloat16 where the time goes, float32 where the error would gather.

The linear layers compute in bfloat16; embeddings, residual sums and layer norms stay float32.
Against bfloat16 throughout this costs 15 % of the speed and keeps the vectors within a cosine of
0.9999 of float32 with room to spare (docs/models.md).
"""

from __future__ import annotations

from typing import Any

__all__ = ["use_bfloat16_products"]


def use_bfloat16_products(module: Any) -> None:
    """Replace, in place, every linear layer of a float32 `module` by one in bfloat16."""
    from torch import bfloat16, nn

    class Bfloat16Linear(nn.Module):  # here, since torch may not be imported at start-up
        def __init__(self, linear: nn.Linear) -> None:
            super().__init__()
            self.weight = nn.Buffer(linear.weight.detach().to(bfloat16))
            has_bias = linear.bias is not None
            self.bias = nn.Buffer(linear.bias.detach().to(bfloat16)) if has_bias else None

        def forward(self, states: Any) -> Any:
            return nn.functional.linear(states.to(bfloat16), self.weight, self.bias)

    for parent in list(module.modules()):
        for name, child in list(parent.named_children()):
            if type(child) is nn.Linear:
                setattr(parent, name, Bfloat16Linear(child))
