"""What each operation makes of a few texts, to look at; nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tenfold.data.splits import stream
from tenfold.desk.augmenting.augment import operations
from tenfold.desk.augmenting.augmentation import Augmentation
from tenfold.desk.augmenting.synonym_table import SynonymTable

__all__ = ["Preview", "preview"]


@dataclass(frozen=True)
class Preview:
    """A text, and for each operation the text that it makes of it."""

    row: int
    label: str
    text: str
    made: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """One of `rows` in `data augment --json`; rows count from 1."""
        return {"row": self.row + 1, "label": self.label, "text": self.text, "made": {**self.made}}


def preview(
    texts: Sequence[str],
    labels: Sequence[str],
    augmentation: Augmentation,
    *,
    among: Sequence[int],
    n_rows: int,
    seed: int,
    synonyms: SynonymTable | None = None,
) -> list[Preview]:
    """Draw `n_rows` rows `among` those that are trained on, and let each operation change each.

    Words for noise and partners for mixing come from all rows `among` them, as in a study.
    """
    rng = stream(seed, "augment/preview")
    rows = np.sort(rng.permutation(len(among))[:n_rows]).astype(np.int64)
    own = [texts[i] for i in among]
    codes = np.unique([labels[i] for i in among], return_inverse=True)[1].astype(np.int64)
    changes = operations(augmentation, synonyms)
    made = {
        name: changes[name](own, codes, stream(seed, f"augment/{name}"), rows=rows).texts
        for name in augmentation.copying
    }
    return [
        Preview(among[i], labels[among[i]], own[i], {name: made[name][at] for name in made})
        for at, i in enumerate(rows.tolist())
    ]
