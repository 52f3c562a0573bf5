"""How far the annotators of a data set agree, and on which texts they do not."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenfold.desk.labelling.events import labels_by_item, standing
from tenfold.errors import DataError
from tenfold.wording import worded

if TYPE_CHECKING:
    import numpy as np

    from tenfold.desk.labelling.opening import Labelling
    from tenfold.evaluation.agreement import Agreement

__all__ = ["Comparison", "Disagreement", "Pair", "compare"]


@dataclass(frozen=True)
class Pair:
    """Two annotators: their kappa, and `confusion[i][j]`, how often one said class i and the other class j."""

    first: str
    second: str
    kappa: Agreement
    n_equal: int
    confusion: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A text with several labels, by annotator. `item` is its digest."""

    example: str
    text: str
    labels: dict[str, str]
    item: str


@dataclass(frozen=True)
class Comparison:
    """All annotators. `n_by_annotator` counts the texts that each labelled."""

    classes: tuple[str, ...]
    n_by_annotator: dict[str, int]
    alpha: Agreement
    pairs: tuple[Pair, ...]
    disagreements: tuple[Disagreement, ...]

    def to_json(self) -> dict[str, Any]:
        """As ``--agreement --json`` prints it; a coefficient that is not defined is null."""
        return {
            "classes": list(self.classes),
            "annotators": self.n_by_annotator,
            "alpha": _agreement_json(self.alpha),
            "pairs": [
                {
                    "first": pair.first,
                    "second": pair.second,
                    "kappa": _agreement_json(pair.kappa),
                    "n_equal": pair.n_equal,
                    "confusion": [list(row) for row in pair.confusion],
                }
                for pair in self.pairs
            ],
            "disagreements": [
                {"example": d.example, "text": d.text, "labels": d.labels}
                for d in self.disagreements
            ],
        }


def compare(labelling: Labelling) -> Comparison:
    """Compare all human labels on the texts of the pool.

    Raises DataError (TF-DATA-073) where no text was labelled by two annotators.
    """
    import numpy as np

    from tenfold.evaluation.agreement import MISSING, krippendorff_alpha

    pool = labelling.pool
    found = labels_by_item(standing(labelling.record.events()))
    said = {
        item.digest: {a: str(event.word.label) for a, event in found[item.digest].items()}
        for item in sorted(pool.by_digest.values(), key=lambda item: item.rows)
        if item.digest in found
    }
    annotators = sorted({annotator for by in said.values() for annotator in by})
    if not any(len(by) > 1 for by in said.values()):
        raise _nobody_to_compare(labelling, annotators)
    # a class may have left the settings since: the labels that were given count
    classes = tuple(sorted({label for by in said.values() for label in by.values()}))
    number = {name: i for i, name in enumerate(classes)}
    ratings = np.array(
        [[number[by[a]] if a in by else MISSING for by in said.values()] for a in annotators]
    )
    return Comparison(
        classes=classes,
        n_by_annotator={a: sum(a in by for by in said.values()) for a in annotators},
        alpha=krippendorff_alpha(ratings),
        pairs=tuple(_pairs(annotators, ratings, len(classes))),
        disagreements=tuple(
            Disagreement(pool.by_digest[digest].example, pool.by_digest[digest].text, by, digest)
            for digest, by in said.items()
            if len(set(by.values())) > 1
        ),
    )


def _pairs(annotators: Sequence[str], ratings: np.ndarray, n_classes: int) -> list[Pair]:
    from tenfold.evaluation.agreement import MISSING, cohen_kappa, confusion

    pairs = []
    for i, j in itertools.combinations(range(len(annotators)), 2):
        first, second = ratings[i], ratings[j]
        if not ((first != MISSING) & (second != MISSING)).any():
            continue
        table = confusion(first, second, n_classes=n_classes)
        rows = tuple(tuple(row) for row in table.tolist())
        n_equal = int(table.trace())
        pairs.append(Pair(annotators[i], annotators[j], cohen_kappa(first, second), n_equal, rows))
    return pairs


def _nobody_to_compare(labelling: Labelling, annotators: Sequence[str]) -> DataError:
    who = f"only {annotators[0]} has labelled" if len(annotators) == 1 else "nobody has labelled"
    said = "no text was labelled by two annotators" if len(annotators) > 1 else who
    return DataError(
        worded("{said!s}: there is nothing to compare.", said=said),
        code="TF-DATA-073",
        where=labelling.dataset.reference,
        remedy=worded(
            "Let a second person label: tenfold data label {name} --as NAME --overlap 0.2",
            name=labelling.dataset.name,
        ),
    )


def _agreement_json(found: Agreement) -> dict[str, Any]:
    numbers = {"value": found.value, "low": found.low, "high": found.high}
    plain = {name: x if math.isfinite(x) else None for name, x in numbers.items()}
    return {**plain, "n_items": found.n_items}
