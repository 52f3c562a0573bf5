"""Which matrices of which layers a low-rank method adds to."""

from __future__ import annotations

from typing import Literal

from tenfold.errors import InputError
from tenfold.models.encoder import EncoderFiles

__all__ = ["LAYERS", "TARGETS", "Target", "first_layer"]

Target = Literal["query", "key", "value", "out", "up", "down"]
TARGETS = (
    "The matrices that get one: of the attention `query`, `key`, `value` and `out`; of the block after "
    "it `up` and `down`."
)
LAYERS = (
    "Only in so many layers from the top, so that those below run once a text; left out: in all."
)


def first_layer(layers: int | None, files: EncoderFiles) -> int:
    """The lowest layer that gets additions. Raises InputError where there are not so many layers."""
    if layers is None:
        return 0
    if layers > files.n_layers:
        raise InputError(
            f"the encoder has {files.n_layers} layers; layers = {layers} are more.",
            remedy="Leave `layers` out for all of them.",
        )
    return files.n_layers - layers
