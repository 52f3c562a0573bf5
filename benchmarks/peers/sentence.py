"""sentence-transformers and scikit-learn: embed once, then a logistic regression for each seed.

The habit of people who know what they do: the embeddings are kept in memory for all seeds, and C is chosen
of six on validation by accuracy. The first seed carries the embedding.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from sentence_transformers import SentenceTransformer
from sklearn.linear_model import LogisticRegression

from benchmarks.peers.material import Material
from benchmarks.peers.process import carry_out
from benchmarks.peers.run import PeerRun, Point
from benchmarks.timing import Watch

__all__ = ["run"]

_GRID = (1.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
_BATCH = 32


@cache
def _vectors(folder: str, texts: tuple[str, ...]) -> np.ndarray:
    """One vector a text; sentence-transformers sorts by length and pads to a batch's longest."""
    encoder = SentenceTransformer(folder, device="cpu")
    return encoder.encode(list(texts), batch_size=_BATCH, show_progress_bar=False)


def run(material: Material, method: str, seed: int) -> PeerRun:
    if method != "probe":
        raise SystemExit(f"this peer knows the probe alone, not {method}")
    watch = Watch()
    vectors, labels = _vectors(material.model, tuple(material.texts)), np.array(material.labels)
    split = material.splits[seed]

    def fit(C: float) -> LogisticRegression:
        return LogisticRegression(C=C, max_iter=1000).fit(vectors[split.train], labels[split.train])

    def score(fitted: LogisticRegression, part: list[int]) -> float:
        return float(fitted.score(vectors[part], labels[part]))

    best = max((fit(C) for C in _GRID), key=lambda fitted: score(fitted, split.validation))
    curve = [Point(1, watch.read(), score(best, split.validation))]
    before = watch.read()
    accuracy = score(best, split.test)
    whole = watch.read()
    return PeerRun(method, seed, curve, whole, whole - before, accuracy)


if __name__ == "__main__":
    carry_out(run)
