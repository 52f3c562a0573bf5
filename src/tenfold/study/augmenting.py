"""Augmented training parts: one step for each augmentation, training size and seed of a study.

Made with the plan, since what an encoder reads of them decides keys; methods that name the same
augmentation share them. Validation and test are read to keep their texts out of training, and never change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tenfold.desk.augmenting.augment import AUGMENT_VERSION, Augmented, augment
from tenfold.desk.augmenting.synonym_table import SynonymTable, read_synonyms
from tenfold.errors import TenfoldError
from tenfold.models.frozen import chunk_texts
from tenfold.store.digests import digest_json
from tenfold.store.steps import Step, StepRecord
from tenfold.study.run_plan import RunId, runs_of

if TYPE_CHECKING:
    from tenfold.desk.augmenting.augmentation import Augmentation
    from tenfold.store.workspace import Workspace
    from tenfold.study.declaration import Declaration
    from tenfold.study.material import Material

    Indices = np.ndarray[Any, np.dtype[np.int64]]

__all__ = ["AUGMENTED_SIDES", "AugmentedExamples", "AugmentedPart", "augmented_parts"]

AUGMENTED_SIDES = "augmented/"
"""How the names of the sides that hold new texts begin."""


@dataclass(frozen=True, eq=False)
class AugmentedExamples:
    """What a run is fitted on, in order, each of shape (n_examples,).

    `source` is the row, among the study's examples, that an example was made of, `partner` a second one or
    -1. `text` is -1 where the example has the text of its source; else it is the number of a new text.
    """

    source: Indices
    partner: Indices
    text: Indices
    label: Indices


@dataclass(frozen=True)
class AugmentedPart:
    """A training part, augmented: the stored step, and its small facts (counts, chunks of new texts)."""

    record: StepRecord
    facts: Mapping[str, Any] = field(repr=False)

    @property
    def key(self) -> str:
        """The key of the step."""
        return self.record.key

    @property
    def parameters(self) -> dict[str, Any]:
        """The operations with all that they go by; the digest of a table of synonyms stands for it."""
        return dict(self.record.parameters["augment"])

    @property
    def side(self) -> str:
        """The name of the side whose chunks hold the new texts."""
        return f"{AUGMENTED_SIDES}{self.key}"

    @property
    def chunks(self) -> list[dict[str, Any]]:
        """The chunks of the distinct new texts, as an encoder takes them."""
        return list(self.facts["chunks"])

    @property
    def n_examples(self) -> int:
        """How many examples a run is fitted on."""
        return int(self.facts["n_examples"])

    @property
    def texts(self) -> str:
        """The digest of the artifact with the new texts."""
        return self.record.outputs["texts"]

    def read(self, workspace: Workspace, train: Indices) -> AugmentedExamples:
        """The examples, from the store; `train` are the rows of the training part.

        What is stored counts within the part: the same texts may stand elsewhere in other data.
        """
        stored, _ = workspace.artifacts.get_arrays(self.record.outputs["examples"])
        partner = stored["partner"]
        return AugmentedExamples(
            source=train[stored["source"]],
            partner=np.where(partner < 0, -1, train[partner]),
            text=stored["text"],
            label=stored["label"],
        )


def augmented_parts(
    workspace: Workspace, declaration: Declaration, material: Material
) -> dict[RunId, AugmentedPart]:
    """The augmented training part of each run that has one; made where it is not in the store.

    Raises DataError (TF-DATA-075) for a table of synonyms that cannot be used.
    """
    steps = dict(_Wanted(workspace, declaration, material).steps())
    found = workspace.steps.find_all({step.key: step for step, _ in steps.values()}.values())
    maker = _Maker(workspace, declaration, material)
    parts: dict[str, AugmentedPart] = {}
    for run, (step, wanted) in steps.items():
        if step.key not in parts:
            record = found.get(step.key)
            if record is None:
                record = maker.make(run, step, wanted)
            facts = workspace.artifacts.get_json(record.outputs["facts"])
            parts[step.key] = AugmentedPart(record, facts)
    return {run: parts[step.key] for run, (step, _) in steps.items()}


@dataclass(frozen=True)
class _Wish:
    """An augmentation as declared, and the table that it names."""

    augmentation: Augmentation
    table: SynonymTable | None


class _Wanted:
    """The steps that the runs of a declaration want."""

    def __init__(self, workspace: Workspace, declaration: Declaration, material: Material) -> None:
        self._root = workspace.root
        self._declaration = declaration
        self._material = material
        self._tables: dict[str, SynonymTable] = {}

    def steps(self) -> Iterator[tuple[RunId, tuple[Step, _Wish]]]:
        declaration = self._declaration
        for method in declaration.methods:
            augmentation = declaration.augmentation_of(method)
            if augmentation is None:
                continue
            wish = _Wish(augmentation, self._table(method, augmentation.synonyms))
            for run in runs_of(declaration, method):
                yield run, (self._step(run, wish), wish)

    def _table(self, method: str, name: str | None) -> SynonymTable | None:
        if name is None:
            return None
        if name not in self._tables:
            try:
                self._tables[name] = read_synonyms(self._root / name, name=name)
            except TenfoldError as error:
                own = self._declaration.methods[method].augment is not None
                place = f"methods.{method}.augment" if own else "data.augment"
                error.where = f"{self._declaration.path}: {place}.synonyms: {error.where}"
                raise
        return self._tables[name]

    def _step(self, run: RunId, wish: _Wish) -> Step:
        digest, table = self._material.digest, wish.table
        return Step(
            "augment",
            AUGMENT_VERSION,
            {
                "augment": wish.augmentation.resolved(table.digest if table else None),
                "seed": run.seed,
            },
            {
                "train": digest(f"train/{run.size}/{run.seed}"),
                "validation": digest(f"validation/{run.size}/{run.seed}"),
                "test": digest(self._material.test_key(run.seed)),
                **({"synonyms": table.digest} if table else {}),
            },
            {"numpy": np.__version__},
        )


class _Maker:
    """Makes what is not stored yet. The data are read for the first part that is not."""

    def __init__(self, workspace: Workspace, declaration: Declaration, material: Material) -> None:
        self._workspace = workspace
        self._declaration = declaration
        self._material = material

    def make(self, run: RunId, step: Step, wish: _Wish) -> StepRecord:
        return self._workspace.steps.reuse_or_compute(step, lambda: self._outputs(run, wish))

    @cached_property
    def _arrays(self) -> dict[str, Indices]:
        return self._material.arrays(self._workspace)

    @cached_property
    def _texts(self) -> list[str] | None:
        texts: list[str] | None = self._workspace.artifacts.get_json(
            self._material.record.outputs["texts"]
        )["texts"]
        return texts

    @cached_property
    def _labels(self) -> Indices:
        from tenfold.study.training_labels import training_labels

        return training_labels(self._workspace, self._declaration, self._material)

    def _outputs(self, run: RunId, wish: _Wish) -> dict[str, str]:
        train = self._arrays[f"train/{run.size}/{run.seed}"]
        labels = self._labels[train]
        made = augment(
            self._of(train),
            labels,
            wish.augmentation,
            seed=run.seed,
            synonyms=wish.table,
            held_out=[
                *(self._of(self._arrays[f"validation/{run.size}/{run.seed}"]) or ()),
                *(self._of(self._arrays[self._material.test_key(run.seed)]) or ()),
            ],
        )
        chunks = chunk_texts(made.new.texts)
        number = {text: n for n, text in enumerate(text for chunk in chunks for text in chunk)}
        artifacts = self._workspace.artifacts
        return {
            "examples": artifacts.put_arrays(_examples(made, labels, number)),
            "texts": artifacts.put_json({"texts": list(number)}),
            "facts": artifacts.put_json(_facts(made, labels, chunks)),
        }

    def _of(self, rows: Indices) -> list[str] | None:
        return None if self._texts is None else [self._texts[i] for i in rows.tolist()]


def _examples(made: Augmented, labels: Indices, number: Mapping[str, int]) -> dict[str, Indices]:
    """The examples that were there, with their repeats, and then the new ones."""
    nothing = np.full(len(made.rows), -1, dtype=np.int64)
    numbers = np.array([number[text] for text in made.new.texts], dtype=np.int64)
    return {
        "source": np.concatenate([made.rows, made.new.sources]),
        "partner": np.concatenate([nothing, made.new.partners]),
        "text": np.concatenate([nothing, numbers]),
        "label": np.concatenate([labels[made.rows], made.new.labels]),
    }


def _facts(made: Augmented, labels: Indices, chunks: list[list[str]]) -> dict[str, Any]:
    n_kept = len(np.unique(made.rows))
    return {
        "n_train": len(labels),
        "n_left_out": len(labels) - n_kept,
        "n_repeated": len(made.rows) - n_kept,
        "n_new": len(made.new.texts),
        "n_unchanged": made.n_unchanged,
        "n_held_out": made.n_held_out,
        "n_examples": len(made.rows) + len(made.new.texts),
        "chunks": [{"n": len(chunk), "digest": digest_json(chunk)} for chunk in chunks],
    }
