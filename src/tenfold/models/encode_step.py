"""The step of one chunk of texts through one encoder: its key, and what it keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenfold.models.frozen import ENCODE_VERSION, PREFIX_VERSION
from tenfold.store.steps import Step
from tenfold.store.versions import installed_version

if TYPE_CHECKING:
    from tenfold.models.encoder import EncoderFiles
    from tenfold.models.frozen import EncodedChunk
    from tenfold.models.numerics import Profile
    from tenfold.store.artifacts import Artifacts

__all__ = ["encode_step", "put_encoded"]

_LIBRARIES = ("torch", "transformers", "tokenizers")


def encode_step(
    texts: str, encoder: EncoderFiles, profile: Profile, *, layer: int | None = None
) -> Step:
    """The step that gives a chunk's tokens and vectors, or the states below `layer`.

    `texts` is the digest of the chunk's texts (`digest_json` of the list).
    """
    parameters: dict[str, Any] = {"numerics": profile.to_json()}
    if layer is not None:
        parameters["layer"] = layer
    return Step(
        "encode" if layer is None else "prefix",
        ENCODE_VERSION if layer is None else PREFIX_VERSION,
        parameters,
        {"texts": texts, "model": encoder.digest},
        {name: installed_version(name) for name in _LIBRARIES},
    )


def put_encoded(artifacts: Artifacts, encoded: EncodedChunk) -> dict[str, str]:
    """Store a chunk's vectors, (n_texts, width) float32, and its tokens, as a TokenTable."""
    tokens = {"ids": encoded.tokens.ids, "starts": encoded.tokens.starts}
    return {
        "vectors": artifacts.put_arrays({"vectors": encoded.vectors}),
        "tokens": artifacts.put_arrays(tokens),
    }
