"""Back-off noise: words replaced by words of the training texts, frequent ones more often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from tenfold.desk.augmenting.new_examples import NewExamples, Rows, each_changed
from tenfold.desk.augmenting.words import split_words

__all__ = ["add_noise"]


def add_noise(
    texts: Sequence[str], labels: Rows, rng: np.random.Generator, *, rows: Rows, rate: float
) -> NewExamples:
    """Replace each word, with probability `rate`, by one drawn from all words of `texts`.

    A word is drawn as often as it stands there: the unigram noise of Xie et al. (2017), section 3. It
    teaches a model to back off from the words to what is left of the text.
    """
    counts = Counter(word for text in texts for word in split_words(text).words)
    known = sorted(counts)
    ends = np.cumsum([counts[word] for word in known])

    def change(text: str) -> str:
        parts = split_words(text)
        words = list(parts.words)
        for i in np.flatnonzero(rng.random(len(words)) < rate).tolist():
            words[i] = known[int(np.searchsorted(ends, rng.integers(ends[-1]), side="right"))]
        return parts.with_words(words)

    return each_changed(texts, labels, rows, change)
