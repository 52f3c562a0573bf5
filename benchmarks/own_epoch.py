"""One training epoch of tenfold and nothing else, for the benchmark `training`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.timing import Watch

if TYPE_CHECKING:
    from tenfold.models.sequences import Pretrained, Sequences

__all__ = ["tenfold_epoch_seconds"]

_DECLARED: dict[str, tuple[str, dict[str, Any]]] = {
    "full": ("fine-tune", {}),
    "lora": ("lora", {"rank": 8}),
    "adalora": ("adalora", {"rank": 8, "initial_rank": 12}),
    "last2": ("last-k", {"k": 2}),
    "last1": ("last-k", {"k": 1}),
}


def tenfold_epoch_seconds(
    name: str, texts: Sequence[str], labels: Sequence[int], *, batch_size: int
) -> float:
    """CPU seconds of tokenising and of one epoch of tenfold's loop, without validation.

    The encoder is loaded, the head starts at random and, for `last2` and `last1`, the states of the frozen
    layers are there before the clock starts: a study pays for them once, and `study_vs_scripts` counts them.
    """
    from tenfold.models.embedded import EMBEDDED_NAME
    from tenfold.models.encoder import find_encoder
    from tenfold.models.methods.registry import get_method
    from tenfold.models.numerics import choose_profile
    from tenfold.models.sequences import Pretrained, tokenise
    from tenfold.models.training import Labelled, train_adapted

    kind, fields = _DECLARED[name]
    method: Any = get_method(kind)
    parameters = method.Parameters.model_validate(
        {"epochs": 1, "batch_size": batch_size, "init": "random", **fields}
    )
    profile = choose_profile("cpu")
    encoder = Pretrained(find_encoder(EMBEDDED_NAME, root=Path.cwd()), profile)
    layer = method.n_frozen_layers(parameters, encoder.files)
    prefix = _frozen(encoder, texts, layer).prefix if layer else None
    occurring = np.unique(tokenise(encoder, texts).tokens())
    model = method.build(encoder, parameters, n_classes=max(labels) + 1, occurring=occurring)
    watch = Watch()
    sequences = replace(tokenise(encoder, texts), prefix=prefix)
    train = Labelled(sequences, np.asarray(labels, dtype=np.int64))
    train_adapted(model, train, None, parameters.settings(), seed=0)
    return watch.read().cpu


def _frozen(encoder: Pretrained, texts: Sequence[str], layer: int) -> Sequences:
    """The texts with the states below `layer`, in the order of the distinct texts."""
    from tenfold.models.frozen import encode_chunk
    from tenfold.models.sequences import Prefix, tokenise

    sequences = tokenise(encoder, texts)
    distinct = list(dict.fromkeys(texts))
    states = encode_chunk(encoder.files, distinct, encoder.profile, layers=[layer]).states[layer]
    return replace(sequences, prefix=Prefix(layer, (states,)))
