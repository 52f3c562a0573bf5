"""Texts through the frozen encoder: our chunks against sentence-transformers, one thread each."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import torch

from benchmarks.timing import interleaved, show
from tenfold.data.builtin import make_builtin
from tenfold.models.embedded import EMBEDDED_NAME
from tenfold.models.encoder import find_encoder
from tenfold.models.frozen import chunk_texts, embed_chunk
from tenfold.models.numerics import choose_profile

N_TEXTS = 1024


def main() -> None:
    """The first simulated patients of `builtin:diagnosis`."""
    from sentence_transformers import SentenceTransformer

    texts = make_builtin("builtin:diagnosis").values["text"][:N_TEXTS]
    files = find_encoder(EMBEDDED_NAME, root=Path.cwd())
    profile = choose_profile("cpu")
    torch.set_num_threads(profile.threads)
    peer = SentenceTransformer(str(files.folder), device="cpu")

    def ours() -> float:
        began = time.process_time()
        for chunk in chunk_texts(texts):
            embed_chunk(files, chunk, profile)
        return time.process_time() - began

    def theirs() -> float:
        began = time.process_time()
        peer.encode(texts, batch_size=32, show_progress_bar=False)
        return time.process_time() - began

    seconds = interleaved({"sentence-transformers": theirs, "tenfold": ours}, n_rounds=3)
    show(seconds, "sentence-transformers")
    chunk = chunk_texts(texts)[0]
    own, other = embed_chunk(files, chunk, profile), peer.encode(chunk, show_progress_bar=False)
    cosines = (own * other).sum(1) / np.linalg.norm(own, axis=1) / np.linalg.norm(other, axis=1)
    print(f"lowest cosine to sentence-transformers in float32: {cosines.min():.6f}")


if __name__ == "__main__":
    main()
