"""Texts as vectors of the frozen encoder, for checks and for labelling: stored steps, made once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float32

from tenfold.models.embedded import EMBEDDED_NAME

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["Progress", "n_without_vectors", "text_vectors"]

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


def text_vectors(
    workspace: Workspace,
    texts: Sequence[str],
    *,
    model: str = EMBEDDED_NAME,
    progress: Progress | None = None,
) -> Float32[np.ndarray, "n width"]:
    """One vector of length one a text, in the order of `texts`; equal texts are encoded once.

    The chunks are those of `models.frozen.chunk_texts`, the steps those that a study makes, so each
    reuses what the other has encoded where the chunks hold the same texts. A text without any word
    has a vector all the same (of the special tokens).

    Raises ModelError where the model is missing or cannot be loaded.
    """
    from tenfold.models.chosen_profile import encoder_profile, numerics_profile
    from tenfold.models.encode_step import encode_step, put_encoded
    from tenfold.models.encoder import find_encoder
    from tenfold.models.frozen import chunk_texts, encode_chunk
    from tenfold.store.digests import digest_json

    encoder = find_encoder(model, root=workspace.root)
    profile = encoder_profile(numerics_profile(workspace), encoder)
    chunks = chunk_texts(texts)
    row = {text: i for i, text in enumerate(text for chunk in chunks for text in chunk)}
    vectors = np.empty((len(row), encoder.width), dtype=np.float32)
    done = 0
    for chunk in chunks:

        def make(chunk: list[str] = chunk) -> dict[str, str]:
            return put_encoded(workspace.artifacts, encode_chunk(encoder, chunk, profile))

        step = encode_step(digest_json(chunk), encoder, profile)
        record = workspace.steps.reuse_or_compute(step, make)
        arrays, _ = workspace.artifacts.get_arrays(record.outputs["vectors"])
        vectors[done : done + len(chunk)] = arrays["vectors"]
        done += len(chunk)
        if progress is not None:
            progress("encoding texts", done, len(row))
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return vectors[np.array([row[text] for text in texts], dtype=np.int64)]


def n_without_vectors(
    workspace: Workspace, texts: Sequence[str], *, model: str = EMBEDDED_NAME
) -> int:
    """How many of the texts `text_vectors` would have to encode; it reuses the others."""
    from tenfold.models.chosen_profile import encoder_profile, numerics_profile
    from tenfold.models.encode_step import encode_step
    from tenfold.models.encoder import find_encoder
    from tenfold.models.frozen import chunk_texts
    from tenfold.store.digests import digest_json

    encoder = find_encoder(model, root=workspace.root)
    profile = encoder_profile(numerics_profile(workspace), encoder)
    return sum(
        len(chunk)
        for chunk in chunk_texts(texts)
        if workspace.steps.find(encode_step(digest_json(chunk), encoder, profile)) is None
    )
