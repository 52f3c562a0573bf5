"""What a study knows of its data: drawn once from the declaration and stored as a step.

Afterwards a plan needs only this step's small JSON, not the data. The labels of test examples are
read by the scoring step alone (`scoring.Truth`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tenfold.store.steps import Step, StepRecord
from tenfold.study.augmenting import AugmentedPart, augmented_parts
from tenfold.study.changed_files import refuse_changed_data
from tenfold.study.drawing import Draws, all_sizes
from tenfold.study.examples import resolve_data

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace
    from tenfold.study.declaration import Declaration
    from tenfold.study.run_plan import RunId

    Indices = np.ndarray[Any, np.dtype[np.int64]]

__all__ = ["Material", "prepare"]

VERSION = "4"


@dataclass(frozen=True)
class Material:
    """What a plan knows of the data, from the stored step.

    `facts` holds names, counts, findings and digests; `record` the step with the index arrays;
    `augmented` the training parts of the runs that augment theirs.
    """

    record: StepRecord
    facts: Mapping[str, Any] = field(repr=False)
    augmented: Mapping[RunId, AugmentedPart] = field(default_factory=dict, repr=False)

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

    @property
    def records(self) -> list[StepRecord]:
        """The steps that it stands on: the draw, and each augmented part once."""
        parts = {part.key: part.record for part in self.augmented.values()}
        return [self.record, *parts.values()]

    @cached_property
    def layout(self) -> dict[str, list[dict[str, Any]]]:
        """The chunks of each side: number of texts and digest. New texts have sides of their own."""
        new = {part.side: part.chunks for part in self.augmented.values()}
        return {**self.facts["chunks"], **new}

    def augmentation(self, method: str) -> dict[str, Any] | None:
        """What augments the training examples of a method, resolved; None where nothing does."""
        parts = (part for run, part in self.augmented.items() if run.method == method)
        return next((part.parameters for part in parts), None)

    def digest(self, part: str) -> str:
        """Digest of the texts and labels of a training part, or of the texts of a test part."""
        return str(self.facts["digests"][part])

    def arrays(self, workspace: Workspace) -> dict[str, Indices]:
        """The index arrays by part: `train/SIZE/SEED`, `validation/SIZE/SEED`, `pool`, `test`."""
        return workspace.artifacts.get_arrays(self.record.outputs["indices"])[0]


def prepare(workspace: Workspace, declaration: Declaration) -> Material:
    """Draw test, subsets and validation for all seeds, augment, or reuse what was drawn and made.

    Raises DataError where the data cannot carry the declaration: a class with too few examples,
    one class, a missing column, a table of synonyms that is none.
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
    drawn = Material(record, workspace.artifacts.get_json(record.outputs["facts"]))
    return replace(drawn, augmented=augmented_parts(workspace, declaration, drawn))
