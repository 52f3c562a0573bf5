"""Reviews with a planted topic: titles and abstracts made of words, some of which included records share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_TOPIC = ("nudge", "default", "choice", "savings")


@dataclass(frozen=True)
class Review:
    titles: list[str]
    abstracts: list[str]
    labels: list[int]


def make_review(n: int = 120, n_included: int = 12, *, seed: int = 0) -> Review:
    """Included records hold two words of the topic each, excluded ones one in a tenth of the cases."""
    rng = np.random.default_rng(seed)
    labels = [int(i < n_included) for i in rng.permutation(n)]
    titles, abstracts = [], []
    for label in labels:
        words = [f"w{w}" for w in rng.integers(0, 60, size=14)]
        n_topic = 2 if label else int(rng.random() < 0.1)
        words += [str(word) for word in rng.choice(_TOPIC, size=n_topic, replace=False)]
        rng.shuffle(words)
        titles.append(" ".join(words[:4]))
        abstracts.append(" ".join(words[4:]))
    return Review(titles, abstracts, labels)
