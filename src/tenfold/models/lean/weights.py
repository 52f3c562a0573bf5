"""The tensors of an encoder under one set of names, read from its safetensors files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from tenfold.errors import ModelError
from tenfold.models.embedded import EMBEDDED_NAME, verify_embedded
from tenfold.models.encoder import EncoderFiles
from tenfold.models.weights import find_weights

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["Stored", "read_weights"]

_BERT = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "out": "attention.output.dense",
    "norm1": "attention.output.LayerNorm",
    "up": "intermediate.dense",
    "down": "output.dense",
    "norm2": "output.LayerNorm",
}
_LAYER_NAMES: Mapping[str, Mapping[str, str]] = {
    "bert": _BERT,
    "distilbert": {
        "query": "attention.q_lin",
        "key": "attention.k_lin",
        "value": "attention.v_lin",
        "out": "attention.out_lin",
        "norm1": "sa_layer_norm",
        "up": "ffn.lin1",
        "down": "ffn.lin2",
        "norm2": "output_layer_norm",
    },
    "mpnet": {
        **_BERT,
        "query": "attention.attn.q",
        "key": "attention.attn.k",
        "value": "attention.attn.v",
        "out": "attention.attn.o",
        "norm1": "attention.LayerNorm",
    },
}
_STACK = {"distilbert": "transformer.layer"}
# A file of a model with a head names its encoder; very old ones have gamma and beta.
_ENCODER_NAMES = ("bert.", "roberta.", "distilbert.", "mpnet.", "camembert.")
_OLD = {"LayerNorm.gamma": "LayerNorm.weight", "LayerNorm.beta": "LayerNorm.bias"}


class Stored:
    """The tensors of one encoder by the makers' names; asked for by ours."""

    def __init__(self, files: EncoderFiles, tensors: Mapping[str, Tensor]) -> None:
        self._files = files
        self._tensors = tensors
        self._layer = _LAYER_NAMES.get(files.model_type, _BERT)
        self._stack = _STACK.get(files.model_type, "encoder.layer")

    def embedding(self, name: str) -> Tensor:
        """A tensor of the embeddings, such as "word_embeddings.weight"."""
        return self._get(f"embeddings.{name}")

    def layer(self, number: int, part: str) -> tuple[Tensor, Tensor]:
        """Weight and bias of one part of a layer: query, key, value, out, norm1, up, down, norm2."""
        stem = f"{self._stack}.{number}.{self._layer[part]}"
        return self._get(f"{stem}.weight"), self._get(f"{stem}.bias")

    def relative(self) -> Tensor:
        """MPNet's bias by distance, shape (n_buckets, n_heads)."""
        return self._get("encoder.relative_attention_bias.weight")

    def _get(self, name: str) -> Tensor:
        if name not in self._tensors:
            raise ModelError(
                f"the weights do not fit the config: there is no tensor {name!r}.",
                where=str(self._files.folder),
                remedy="Get config.json and model.safetensors again, both of the same revision.",
            )
        return self._tensors[name]


@lru_cache(maxsize=1)
def read_weights(files: EncoderFiles) -> Stored:
    """All floating-point tensors in float32; the last encoder's stay in memory, and nobody may change them.

    The embedded weights are checked against their published SHA-256 here, before they compute anything.
    Raises ModelError where a file cannot be read.
    """
    if files.name == EMBEDDED_NAME:
        verify_embedded(files.folder)
    return Stored(files, dict(_tensors(files)))


def _tensors(files: EncoderFiles) -> Iterator[tuple[str, Tensor]]:
    from safetensors import SafetensorError, safe_open

    for path in find_weights(files.folder):
        try:
            with safe_open(path, framework="pt") as file:
                for name in file.keys():  # noqa: SIM118 - the file is no mapping
                    tensor = file.get_tensor(name)
                    if tensor.is_floating_point():
                        yield _plain(name), tensor.float()
        except (SafetensorError, OSError) as error:
            raise ModelError(
                f"the weights cannot be read: {str(error)[:200]}",
                where=str(path),
                remedy="Get the file again from where the model came from.",
            ) from error


def _plain(name: str) -> str:
    for prefix in _ENCODER_NAMES:
        name = name.removeprefix(prefix)
    for old, new in _OLD.items():
        name = name.replace(old, new)
    return name
