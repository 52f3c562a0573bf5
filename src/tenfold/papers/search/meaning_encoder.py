"""What turns texts into vectors for a search by meaning."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Protocol

from tenfold.models.embedded import EMBEDDED_NAME
from tenfold.papers.record import Paper

if TYPE_CHECKING:
    import numpy as np
    from jaxtyping import Float32

    from tenfold.models.encoder import EncoderFiles
    from tenfold.models.numerics import Profile
    from tenfold.store.workspace import Workspace

__all__ = ["EmbeddedEncoder", "MeaningEncoder", "text_of"]

_QUERIES = 1000
"""So many vectors of queries are kept in memory: of each some 1.5 kB."""


class MeaningEncoder(Protocol):
    """Texts to vectors of length one. `digest` changes where the same text would get another vector."""

    @property
    def digest(self) -> str: ...

    @property
    def width(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Float32[np.ndarray, "n width"]:
        """One vector a text; what was encoded once is kept."""

    def encode_query(self, text: str) -> Float32[np.ndarray, " width"]:
        """The vector of what somebody searches for; nothing is stored."""


class EmbeddedEncoder:
    """The encoder that comes with tenfold (or another of the workspace), by stored steps."""

    def __init__(self, workspace: Workspace, model: str = EMBEDDED_NAME) -> None:
        self._workspace = workspace
        self._model = model
        self._vector_of = lru_cache(maxsize=_QUERIES)(self._encoded)

    @cached_property
    def _files(self) -> EncoderFiles:
        from tenfold.models.encoder import find_encoder

        return find_encoder(self._model, root=self._workspace.root)

    @property
    def digest(self) -> str:
        """That of the model's files."""
        return self._files.digest

    @property
    def width(self) -> int:
        """How many numbers a vector has."""
        return self._files.width

    def encode(self, texts: Sequence[str]) -> Float32[np.ndarray, "n width"]:
        """One vector a text, as stored steps. Raises ModelError where the model cannot be loaded."""
        from tenfold.desk.vectors import text_vectors

        return text_vectors(self._workspace, texts, model=self._model)

    def encode_query(self, text: str) -> Float32[np.ndarray, " width"]:
        """The vector of one text, without a step of its own; those that were asked last stay in memory."""
        return self._vector_of(text)

    @cached_property
    def _profile(self) -> Profile:
        from tenfold.models.chosen_profile import encoder_profile, numerics_profile

        return encoder_profile(numerics_profile(self._workspace), self._files)

    def _encoded(self, text: str) -> Float32[np.ndarray, " width"]:
        import numpy as np

        from tenfold.models.frozen import embed_chunk

        vector = embed_chunk(self._files, [text], self._profile)[0]
        unit: Float32[np.ndarray, " width"] = vector / max(float(np.linalg.norm(vector)), 1e-12)
        unit.flags.writeable = False  # many searches share it
        return unit


def text_of(paper: Paper) -> str:
    """What of a paper is encoded: its title and abstract."""
    whole = f"{paper.title}\n{paper.abstract}".strip()
    return whole.encode("utf-8", "replace").decode()
