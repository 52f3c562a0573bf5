"""An encoder for tests, behind its port: a text is the bag of its words. It counts what it encodes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

__all__ = ["WordEncoder"]


class WordEncoder:
    width = 64

    def __init__(self, digest: str = "words") -> None:
        self.digest = digest
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.encoded += texts
        return np.array([self.encode_query(text) for text in texts])

    def encode_query(self, text: str) -> np.ndarray:
        vector = np.zeros(self.width, dtype=np.float32)
        for word in text.casefold().split():
            vector[sum(word.encode()) * 31 % self.width] += 1
        return vector / max(float(np.linalg.norm(vector)), 1e-12)
