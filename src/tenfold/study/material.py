"""What a study knows of its data: drawn once from the declaration and stored as a step.

Afterwards a plan needs only this step's small JSON, not the data. The labels of test examples are
read by the scoring step alone (`scoring.Truth`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from tenfold.store.steps import Step, StepRecord
from tenfold.study.changed_files import refuse_changed_data
from tenfold.study.drawing import Draws, all_sizes
from tenfold.study.examples import resolve_data

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace
    from tenfold.study.declaration import Declaration

    Indices = np.ndarray[Any, np.dtype[np.int64]]

__all__ = ["Material", "prepare"]

VERSION = "4"


@dataclass(frozen=True)
class Material:
    """What a plan knows of the data, from the stored step.

    `facts` holds names, counts, findings and digests; `record` the step with the index arrays.
    """

    record: StepRecord
    facts: Mapping[str, Any] = field(repr=False)

    @property
    def classes(self) -> tuple[str, ...]:
        """Class names, sorted; labels are indices into them."""
        return tuple(self.facts["classes"])

    @property
    def is_redrawn(self) -> bool:
        """Whether each seed has its own test set."""
        return bool(self.facts["redrawn"])

    def test_key(self, seed: int) -> str:
        """The name of the test arrays of a seed: one for all seeds, unless they are redrawn."""
        return f"test/{seed}" if self.is_redrawn else "test"

    def side(self, wanted: str) -> str:
        """The side of the chunks that has the texts of "train" or "test"; with redrawn test sets there is
        one for both.
        """
        return wanted if wanted in self.facts["chunks"] else "all"

    def digest(self, part: str) -> str:
        """Digest of the texts and labels of a training part, or of the texts of a test part."""
        return str(self.facts["digests"][part])

    def arrays(self, workspace: Workspace) -> dict[str, Indices]:
        """The index arrays by part: `train/SIZE/SEED`, `validation/SIZE/SEED`, `pool`, `test`."""
        return workspace.artifacts.get_arrays(self.record.outputs["indices"])[0]


def prepare(workspace: Workspace, declaration: Declaration) -> Material:
    """Draw test, subsets and validation for all seeds, or reuse the draws.

    Raises DataError where the data cannot carry the declaration: a class with too few examples,
    one class, a missing column.
    """
    versions = resolve_data(workspace, declaration)
    data = declaration.data
    step = Step(
        name="draw",
        version=VERSION,
        parameters={
            "text": data.text,
            "label": data.label,
            "id": data.id,
            "test": data.test if not isinstance(data.test, str) else "given",
            "test_split": data.test
            if isinstance(data.test, str) and "test" not in versions
            else None,
            "validation": data.validation,
            "resample": data.resample,
            "split_seed": data.split_seed,
            "group": data.group,
            "overlap": data.overlap,
            "sizes": sorted({str(s) for s in all_sizes(declaration)}),
            "n_seeds": max(declaration.looks),
        },
        inputs=versions,
        libraries={"numpy": np.__version__},
    )

    def draw() -> dict[str, str]:
        outputs = Draws(workspace, declaration).outputs()
        refuse_changed_data(workspace, declaration, versions)
        return outputs

    record = workspace.steps.reuse_or_compute(step, draw)
    return Material(record, workspace.artifacts.get_json(record.outputs["facts"]))
