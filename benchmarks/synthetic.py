"""Made-up texts of a given number and length, whose words tell their class often enough."""

from __future__ import annotations

import random

from benchmarks.data import Dataset

__all__ = ["make_synthetic"]

N_CLASSES = 8
_WORDS_A_CLASS = 12
_SHARE_OF_CLASS_WORDS = 0.3


def make_synthetic(n_examples: int, n_words: int) -> Dataset:
    """Distinct texts of exactly `n_words` words, classes in turn; the same for the same arguments."""
    from tenfold.data.builtin import make_builtin

    draw = random.Random(0)
    texts = make_builtin("builtin:diagnosis").values["text"]
    words = sorted({w.strip(".,;:").lower() for t in texts for w in t.split()} - {""})
    draw.shuffle(words)
    own = [words[i * _WORDS_A_CLASS : (i + 1) * _WORDS_A_CLASS] for i in range(N_CLASSES)]
    rows: dict[str, str] = {}
    while len(rows) < n_examples:
        label = len(rows) % N_CLASSES
        text = " ".join(
            draw.choice(own[label] if draw.random() < _SHARE_OF_CLASS_WORDS else words)
            for _ in range(n_words)
        )
        rows.setdefault(text, f"class {label}")
    return Dataset("synthetic", list(rows.items()), None, epochs=1, note="made up")
