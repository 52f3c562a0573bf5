"""Vectors for a screening while one waits for the page: of few texts, or of those that are encoded already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float32

from tenfold.desk.vectors import n_without_vectors, text_vectors
from tenfold.errors import InputError

if TYPE_CHECKING:
    from tenfold.papers.screening.screened import Vectors
    from tenfold.store.workspace import Workspace

__all__ = ["vectors_at_hand"]

_AT_ONCE = 256


def vectors_at_hand(workspace: Workspace, *, most: int = _AT_ONCE) -> Vectors:
    """What gives the vectors of texts, of which `most` may be encoded while one waits.

    It raises InputError where more would have to be, with the command that encodes them.
    """

    def vectors(texts: Sequence[str]) -> Float32[np.ndarray, "texts width"]:
        if (n := n_without_vectors(workspace, texts)) > most:
            raise InputError(
                f"{n:,} papers of the collection have no vectors yet.",
                code="TF-PAPER",
                remedy="Encode them once: tenfold paper screen COLLECTION --ranker fused-vectors --next 1. "
                "Then it can be chosen here.",
            )
        return text_vectors(workspace, texts)

    return vectors
