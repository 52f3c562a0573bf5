"""What a peer is given: texts, labels, who is in which split, and its settings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

__all__ = ["Material", "Split"]


@dataclass(frozen=True)
class Split:
    """Indices of examples in the three parts of one seed."""

    train: list[int]
    validation: list[int]
    test: list[int]


@dataclass(frozen=True)
class Material:
    """The texts of a data set, labels as numbers, and one split a seed.

    `model` is the folder of the pre-trained encoder, which sees `max_length` tokens; `rates` has a
    learning rate a method.
    """

    model: str
    max_length: int
    texts: list[str]
    labels: list[int]
    n_classes: int
    splits: Mapping[int, Split]
    epochs: int
    batch_size: int
    rates: Mapping[str, float]

    def part(self, indices: Sequence[int]) -> tuple[list[str], list[int]]:
        """Texts and labels of some examples."""
        return [self.texts[i] for i in indices], [self.labels[i] for i in indices]

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Material:
        content = json.loads(path.read_text(encoding="utf-8"))
        splits = {int(seed): Split(**split) for seed, split in content.pop("splits").items()}
        return cls(splits=splits, **content)
