"""Texts through the frozen encoder, once, in fixed chunks whose bits depend on nothing else."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from jaxtyping import Float32

from tenfold.models.encoder import EncoderFiles
from tenfold.models.loading import load_encoder
from tenfold.models.numerics import Profile
from tenfold.models.sequences import Pretrained, TokenTable, tokenise

if TYPE_CHECKING:
    from torch import Tensor

__all__ = [
    "CHUNK_TEXTS",
    "ENCODE_VERSION",
    "PREFIX_VERSION",
    "EncodedChunk",
    "chunk_texts",
    "embed_chunk",
    "encode_chunk",
    "even_batches",
    "states_as_numpy",
]

CHUNK_TEXTS = 256
ENCODE_VERSION = "2"
"""The version of the encoding step: raise it when the same texts would give other bits."""
PREFIX_VERSION = "1"
"""The version of the step that keeps frozen states: as above."""

_BUDGET_TOKENS = 2048  # of a batch: past it a CPU gains nothing


@dataclass(frozen=True)
class EncodedChunk:
    """What one pass through the encoder gave.

    `vectors` (n_texts, width): pooled as the model declares (and of length one where it says so).
    `states`: for each layer that was asked for, the states below it of every token, (n_tokens,
    width), in the order of `tokens`; uint16 holds the bits of bfloat16.
    """

    vectors: Float32[np.ndarray, "texts width"]
    tokens: TokenTable
    states: Mapping[int, npt.NDArray[np.generic]] = field(default_factory=dict)


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
    """One vector a text: `encode_chunk` without what else it can give."""
    return encode_chunk(files, texts, profile).vectors


def encode_chunk(
    files: EncoderFiles, texts: Sequence[str], profile: Profile, *, layers: Sequence[int] = ()
) -> EncodedChunk:
    """Tokens, vectors and the states below each of `layers`, in one pass.

    The same chunk under the same profile gives the same bits, whatever was computed before and
    whichever layers are asked for: batches are composed from the chunk's token lengths alone.

    Raises ModelError where the model cannot be loaded.
    """
    import torch

    encoder = load_encoder(files, profile)
    sequences = tokenise(Pretrained(files, profile), texts, tokenizer=encoder.tokenizer)
    vectors = np.empty((len(texts), files.width), dtype=np.float32)
    kept: dict[int, npt.NDArray[np.generic]] = {}
    table = sequences.table
    with torch.inference_mode():
        for rows in even_batches(sequences.lengths):
            batch = sequences.take(rows)
            below, pooled = _pass(encoder.module, batch.tokens(), batch.lengths, layers)
            if files.normalise:
                pooled = torch.nn.functional.normalize(pooled, dim=1)
            vectors[rows] = pooled.cpu().numpy()
            for layer, states in below.items():
                part = states_as_numpy(states, profile)
                if layer not in kept:
                    kept[layer] = np.empty((len(table.ids), files.width), dtype=part.dtype)
                for row, own in zip(rows, np.split(part, len(rows)), strict=True):
                    at = int(sequences.rows[row])
                    kept[layer][table.starts[at] : table.starts[at + 1]] = own
    return EncodedChunk(vectors, table, kept)


def _pass(
    module: Any, tokens: np.ndarray, lengths: np.ndarray, layers: Sequence[int]
) -> tuple[dict[int, Tensor], Tensor]:
    """States below each of `layers`, and the pooled vectors, of one batch."""
    import torch

    from tenfold.models.lean.encoder import LeanEncoder

    packed = module.packed(lengths)
    ids = torch.from_numpy(tokens).to(module.device)
    if not isinstance(module, LeanEncoder):
        return {}, module.vectors(ids, packed)
    states, below, at = module.embed(ids, packed), {}, 0
    for layer in sorted(layers):
        states = module.run(states, packed, first=at, last=layer)
        below[layer], at = states, layer
    return below, module.pool(module.run(states, packed, first=at), packed)


def states_as_numpy(states: Tensor, profile: Profile) -> npt.NDArray[np.generic]:
    """States as they are kept: float32, or the bits of bfloat16 as uint16."""
    import torch

    if profile.dtype == "bfloat16":
        return states.to(torch.bfloat16).view(torch.int16).cpu().numpy().view(np.uint16)
    return states.float().cpu().numpy()


def even_batches(lengths: npt.NDArray[np.int64]) -> Iterator[list[int]]:
    """Row numbers in batches of equal length, each within the token budget (or one long text).

    Equal length means no padding at all and attention without a mask, which outweighs that some
    batches are small: texts of a chunk have like lengths.
    """
    order = sorted(range(len(lengths)), key=lambda row: (lengths[row], row))
    for length, rows in itertools.groupby(order, key=lambda row: int(lengths[row])):
        same, size = list(rows), max(1, _BUDGET_TOKENS // length)
        yield from (same[i : i + size] for i in range(0, len(same), size))
