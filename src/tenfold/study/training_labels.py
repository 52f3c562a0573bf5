"""The labels of the examples that a study trains on and validates with; never those of test examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tenfold.study.examples import load_examples

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace
    from tenfold.study.declaration import Declaration
    from tenfold.study.material import Material

__all__ = ["training_labels"]


def training_labels(
    workspace: Workspace, declaration: Declaration, material: Material
) -> npt.NDArray[np.int64]:
    """For each example its class as a number, -1 where it is trained on in no run (test, for one)."""
    examples = load_examples(workspace, declaration)
    index = {name: i for i, name in enumerate(material.classes)}
    labels = np.full(len(examples), -1, dtype=np.int64)
    for part, indices in material.arrays(workspace).items():
        if part.split("/")[0] in ("train", "validation"):
            labels[indices] = [index[examples.labels[i]] for i in indices.tolist()]
    return labels
