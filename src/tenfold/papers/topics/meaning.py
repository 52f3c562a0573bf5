"""Topics of a paper by meaning: its vector beside those of the topics' definitions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float, Float32

if TYPE_CHECKING:
    from tenfold.papers.record import Paper
    from tenfold.papers.topics.taxonomy import Taxonomy, Topic

__all__ = ["Encode", "TopicMeaning", "text_of"]

Encode = Callable[[Sequence[str]], Float32[np.ndarray, "n width"]]
"""Texts to vectors of length one, such as `desk.vectors.text_vectors` of a workspace."""

LINE, SPREAD = 0.12, 0.1
"""The excess of similarity with which a score is 0.5, and by how much more it is 1."""
FEWEST_COMPARED = 20
_FIRST_WIDE = "\u2e80"


class TopicMeaning:
    """Similarity to each topic of one taxonomy, in excess of what is usual.

    Cosines of one encoder are all alike, and some definitions are near to every text. So from the cosine of
    a paper and a topic the paper's mean over topics is taken away, and then the mean of what is left over
    `compared`: other papers of the library (with fewer than 20 of them this second step is left out).
    """

    def __init__(self, taxonomy: Taxonomy, encode: Encode, compared: Sequence[Paper]) -> None:
        self._topics = encode([_told(topic) for topic in taxonomy.topics])
        self._usual = np.zeros(len(taxonomy.topics))
        if len(compared) >= FEWEST_COMPARED:
            self._usual = self._above_mean(encode([text_of(p) for p in compared])).mean(axis=0)

    def scores(
        self, vectors: Float32[np.ndarray, "papers width"]
    ) -> Float[np.ndarray, "papers topics"]:
        """From 0 to 1; 0.5 and more is under the topic."""
        excess = self._above_mean(vectors) - self._usual
        return np.clip(0.5 + (excess - LINE) / (2 * SPREAD), 0.0, 1.0)

    def _above_mean(
        self, vectors: Float32[np.ndarray, "papers width"]
    ) -> Float[np.ndarray, "papers topics"]:
        cosines = (vectors @ self._topics.T).astype(np.float64)
        return np.asarray(cosines - cosines.mean(axis=1, keepdims=True))


def text_of(paper: Paper) -> str:
    """What of a paper is encoded."""
    return f"{paper.title}. {paper.abstract}" if paper.abstract else paper.title


def _told(topic: Topic) -> str:
    """What of a topic is encoded. The encoder reads English: Chinese keywords stay out."""
    strong = [k.phrase for k in topic.keywords if k.weight >= 1 and k.phrase < _FIRST_WIDE]
    return f"{topic.name_en}: {topic.definition} {', '.join(strong)}."
