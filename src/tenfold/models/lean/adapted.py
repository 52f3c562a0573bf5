"""Encoders of the lean path with a part that is trained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch

from tenfold.models.adapted import Adapted
from tenfold.models.lean.encoder import LeanEncoder
from tenfold.models.lean.layer import Layer
from tenfold.models.lean.products import Linear

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor

    from tenfold.models.lean.packed import Packed
    from tenfold.models.sequences import Pretrained, Sequences

__all__ = ["LeanAdapted", "states_to_tensor"]


class LeanAdapted(Adapted):
    """Layers from `first` on have something that is trained; those below are frozen.

    What the frozen layers give comes from the sequences' prefix where there is one, and is computed
    batch by batch where there is none: the same numbers up to the order of sums.
    """

    def __init__(
        self, pretrained: Pretrained, n_classes: int, *, first: int, dropout: bool = False
    ) -> None:
        super().__init__(pretrained.files.width, n_classes)
        self.encoder = LeanEncoder(pretrained.files, pretrained.profile, dropout=dropout)
        self.first = first
        self.head.to(pretrained.profile.device)

    def train_layers(self) -> None:
        """Train the layers from `first` on."""
        for layer in self.encoder.layers[self.first :]:
            assert isinstance(layer, Layer)
            layer.make_trained()

    def train_embeddings(self, occurring: np.ndarray) -> None:
        """Train the embeddings too, of the words with these (sorted) ids."""
        self.encoder.embeddings.make_trained(torch.from_numpy(occurring).to(self.encoder.device))

    def vectors(self, batch: Sequences) -> Tensor:
        packed = self.encoder.packed(batch.lengths)
        states = self.encoder.run(self.below(batch, packed), packed, first=self.first)
        return self.encoder.pool(states, packed)

    def below(self, batch: Sequences, packed: Packed) -> Tensor:
        """The states below the first trained layer, (n_tokens, width)."""
        encoder = self.encoder
        if batch.prefix is not None and batch.prefix.layer == self.first:
            return states_to_tensor(batch.states()).to(encoder.device)
        tokens = torch.from_numpy(batch.tokens()).to(encoder.device)
        if encoder.embeddings.is_trained:
            return encoder.embed(tokens, packed)
        with torch.no_grad():
            states = encoder.run(encoder.embed(tokens, packed), packed, first=0, last=self.first)
        # a stored prefix is rounded; so is this, that both train on the same numbers
        return states.to(encoder.dtype).float() if self.first else states

    def layer_of(self, name: str) -> str:
        parts = name.split(".")
        if parts[:2] == ["encoder", "layers"]:
            return f"layer {parts[2]}"
        return parts[1] if parts[0] == "encoder" else parts[0]

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Matrices of layers are kept as the products read them: rounded, where these are."""
        return {
            name: _bits(p) if self._is_rounded(name) else p.detach().cpu().numpy()
            for name, p in self.trained().items()
        }

    def restore(self, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        super().restore(
            {
                name: _from_bits(array) if array.dtype == np.uint16 else array
                for name, array in arrays.items()
            }
        )

    def _is_rounded(self, name: str) -> bool:
        owner, _, last = name.rpartition(".")
        is_matrix = last == "weight" and isinstance(self.get_submodule(owner), Linear)
        return is_matrix and self.encoder.dtype == torch.bfloat16


def states_to_tensor(states: npt.NDArray[np.generic]) -> Tensor:
    """Stored states (float32, or the bits of bfloat16) as a float32 tensor."""
    if states.dtype == np.uint16:
        return torch.from_numpy(_from_bits(states))
    return torch.from_numpy(np.array(states, dtype=np.float32))


def _bits(parameter: Tensor) -> npt.NDArray[np.uint16]:
    rounded = parameter.detach().to(torch.bfloat16)
    return rounded.view(torch.int16).cpu().numpy().view(np.uint16)


def _from_bits(bits: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """bfloat16 is the upper half of a float32."""
    return (bits.astype(np.uint32) << 16).view(np.float32)
