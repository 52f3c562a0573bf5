"""Vectors of length one, and the width that a predictor was fitted on."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Float32

from tenfold.errors import InputError
from tenfold.models.methods.contract import Inputs

__all__ = ["unit_vectors"]


def unit_vectors(
    inputs: Inputs, *, width: int | None = None
) -> Float32[np.ndarray, "examples width"]:
    """The vectors of `inputs` over their L2 norm; a zero vector stays zero.

    Raises InputError where they have another width than the predictor was fitted on.
    """
    assert inputs.vectors is not None
    vectors: Float[np.ndarray, "examples width"] = np.asarray(inputs.vectors, dtype=np.float32)
    if width is not None and vectors.shape[1] != width:
        raise InputError(
            f"the vectors have {vectors.shape[1]} numbers; this predictor was fitted on {width}.",
            remedy="Use the encoder that it was fitted with.",
        )
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(norms > 0, norms, 1.0), dtype=np.float32)
