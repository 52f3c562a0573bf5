"""How many examples augmenting adds: for each augmentation and training size, over the seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenfold.desk.augmenting.augmentation import in_words
from tenfold.store.digests import digest_json

if TYPE_CHECKING:
    from tenfold.study.augmenting import AugmentedPart
    from tenfold.study.material import Material

__all__ = ["AugmentedCounts", "augmented_counts"]


@dataclass(frozen=True, kw_only=True)
class AugmentedCounts:
    """The training parts of the methods that share one augmentation, at one size.

    The numbers are means over the seeds: of examples that were drawn, of those left out and repeated to
    balance classes, of new texts, and of all that a run is fitted on. `n_unchanged` new texts would have
    been repeats and `n_held_out` stand in validation or test; neither are trained on.
    """

    methods: tuple[str, ...]
    size: str
    how: str
    parameters: dict[str, Any]
    n_seeds: int
    n_drawn: float
    n_left_out: float
    n_repeated: float
    n_new: float
    n_examples: float
    n_unchanged: float
    n_held_out: float

    def to_json(self) -> dict[str, Any]:
        """One of `augmented` in `study check --json`."""
        own = {key: value for key, value in vars(self).items() if key != "size"}
        return {**own, "methods": list(self.methods), "train_per_class": self.size}


def augmented_counts(material: Material) -> tuple[AugmentedCounts, ...]:
    """One entry for each augmentation and size, in the order of the methods."""
    grouped: dict[tuple[str, str], dict[str, AugmentedPart]] = {}
    methods: dict[tuple[str, str], dict[str, None]] = {}
    for run, part in material.augmented.items():
        kind = digest_json(part.parameters), run.size
        grouped.setdefault(kind, {})[part.key] = part
        methods.setdefault(kind, {})[run.method] = None
    return tuple(
        _counts(tuple(methods[kind]), kind[1], list(parts.values()))
        for kind, parts in grouped.items()
    )


def _counts(methods: tuple[str, ...], size: str, parts: Sequence[AugmentedPart]) -> AugmentedCounts:
    def mean(name: str) -> float:
        return sum(int(part.facts[name]) for part in parts) / len(parts)

    parameters = parts[0].parameters
    return AugmentedCounts(
        methods=methods,
        size=size,
        how=in_words(parameters),
        parameters=parameters,
        n_seeds=len(parts),
        n_drawn=mean("n_train"),
        n_left_out=mean("n_left_out"),
        n_repeated=mean("n_repeated"),
        n_new=mean("n_new"),
        n_examples=mean("n_examples"),
        n_unchanged=mean("n_unchanged"),
        n_held_out=mean("n_held_out"),
    )
