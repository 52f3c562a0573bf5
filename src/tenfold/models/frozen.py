"""Texts to vectors by the frozen encoder, in fixed chunks whose bits depend on nothing else."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Float32

from tenfold.models.encoder import EncoderFiles
from tenfold.models.loading import load_encoder
from tenfold.models.numerics import Profile

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["CHUNK_TEXTS", "ENCODE_VERSION", "chunk_texts", "embed_chunk"]

CHUNK_TEXTS = 256
ENCODE_VERSION = "1"
"""The version of the encoding step: raise it when the same texts would give other bits."""

_BUDGET_TOKENS = 2048  # of a batch: past it a CPU gains nothing


def chunk_texts(texts: Sequence[str]) -> list[list[str]]:
    """The distinct texts in fixed chunks of `CHUNK_TEXTS`, short texts first.

    Sorted by characters, then by text, so that a chunk holds texts of like length and the chunks of
    a set of texts are always the same, in whatever order the texts come.
    """
    distinct = sorted(set(texts), key=lambda text: (len(text), text))
    return [distinct[i : i + CHUNK_TEXTS] for i in range(0, len(distinct), CHUNK_TEXTS)]


def embed_chunk(
    files: EncoderFiles, texts: Sequence[str], profile: Profile
) -> Float32[np.ndarray, "texts width"]:
    """One vector a text, pooled as the model declares (and of length one where it says so).

    The same chunk under the same profile gives the same bits, whatever was computed before: batches
    are composed from the chunk's token lengths alone.

    Raises ModelError where the model cannot be loaded.
    """
    import torch

    encoder = load_encoder(files, profile)
    ids = encoder.tokenizer.ids(texts)
    vectors = np.empty((len(texts), files.width), dtype=np.float32)
    with torch.inference_mode():
        for rows in _batches([len(tokens) for tokens in ids]):
            tokens = torch.tensor([ids[row] for row in rows]).to(profile.device)
            output: Any = encoder.module(input_ids=tokens)
            pooled = _pool(output.last_hidden_state.float(), files.pooling)
            if files.normalise:
                pooled = torch.nn.functional.normalize(pooled, dim=1)
            vectors[rows] = pooled.cpu().numpy()
    return vectors


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Row numbers in batches of equal length, each within the token budget (or one long text).

    Equal length means no padding at all and attention without a mask, which outweighs that some
    batches are small: texts of a chunk have like lengths.
    """
    order = sorted(range(len(lengths)), key=lambda row: (lengths[row], row))
    for length, rows in itertools.groupby(order, key=lambda row: lengths[row]):
        same, size = list(rows), max(1, _BUDGET_TOKENS // length)
        yield from (same[i : i + size] for i in range(0, len(same), size))


def _pool(states: Tensor, pooling: str) -> Tensor:
    """(batch, tokens, width) to (batch, width). No state belongs to a pad: there are none."""
    if pooling == "cls":
        return states[:, 0]
    if pooling == "max":
        return states.amax(dim=1)
    return states.sum(dim=1) / float(
        states.shape[1] ** (0.5 if pooling == "mean_sqrt_len" else 1.0)
    )
