"""Write the labelled rows as a new version of the data set, with where each label came from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenfold.data import catalog
from tenfold.data.raw import RawTable, SourceNote
from tenfold.data.row_digests import version_digest
from tenfold.desk.examined import TEST
from tenfold.desk.labelling.deciding import decide
from tenfold.desk.labelling.events import Event, labels_by_item, standing
from tenfold.desk.labelling.pool import item_digest
from tenfold.errors import DataError, nearest

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset
    from tenfold.desk.labelling.opening import Labelling

__all__ = ["ADDED_COLUMNS", "Finished", "finish"]

ADDED_COLUMNS = ("label_source", "label_by", "label_chosen_by")
"""Where a label came from (``given``, ``human``, ``rule``), who gave it, and what chose the text."""
_MACHINE = ("mixed", "uncertainty", "diversity")


@dataclass(frozen=True, slots=True)
class Finished:
    """What `finish` wrote. Rows in = rows of all sources + `n_unlabelled` + `n_disputed`.

    `n_changed` human labels differ from the one that came with the data. `n_chosen` labels are of texts that a
    model chose: those rows do not stand for all rows.
    """

    dataset: Dataset
    n_rows: int
    by_source: dict[str, int]
    n_unlabelled: int
    n_disputed: int
    n_changed: int
    n_chosen: int

    def to_json(self) -> dict[str, Any]:
        """The counts, and what the new version is."""
        return {
            "name": self.dataset.name,
            "number": self.dataset.number,
            "version": self.dataset.digest,
            "new": self.dataset.is_new,
            "n_rows": self.n_rows,
            "by_source": self.by_source,
            "n_unlabelled": self.n_unlabelled,
            "n_disputed": self.n_disputed,
            "n_changed": self.n_changed,
            "n_chosen": self.n_chosen,
        }


@dataclass(frozen=True, slots=True)
class _Label:
    label: str
    source: str
    by: str = ""
    chosen_by: str = ""


def finish(labelling: Labelling, *, with_rules: bool = False, trust: str | None = None) -> Finished:
    """Store the labelled rows as the next version under the same name.

    A row gets the label that more than half of its annotators gave (else that of `trust`), else the one it
    came with, else, `with_rules`, its weak one. Rows without a label, and those that annotators are undecided
    on, stay out and are counted. Given labels of the split ``test`` are passed on as they are. The version that
    was labelled stays.

    Raises DataError: TF-DATA-070 where nothing is labelled yet, TF-DATA-014 where all labels are of one class,
    TF-DATA-071 where `trust` has labelled nothing.
    """
    dataset = labelling.dataset
    if dataset.name.startswith("builtin:"):
        raise DataError(
            "a built-in data set gets no further version.",
            code="TF-DATA-070",
            where=dataset.name,
            remedy="Add its rows under a name of your own first.",
        )
    labels, n_disputed = _labels(labelling, with_rules=with_rules, trust=trust)
    kept = [row for row, label in enumerate(labels) if label is not None]
    if not kept:
        raise DataError(
            "no row has a label yet.",
            code="TF-DATA-070",
            where=dataset.reference,
            remedy=f"Label some: tenfold data label {dataset.name}",
        )
    found = [label for label in labels if label is not None]
    raw = _table(dataset, kept, found, n_disputed)
    counts: dict[str, Any] = {
        "n_rows": len(dataset),
        "by_source": dict(sorted(Counter(label.source for label in found).items())),
        "n_unlabelled": len(dataset) - len(kept) - n_disputed,
        "n_disputed": n_disputed,
        "n_changed": _n_changed(dataset, kept, found),
        "n_chosen": sum(label.chosen_by in _MACHINE for label in found),
    }
    # Noted first: cut off in between, the version is written anew, and never taken for one to be labelled.
    digest = version_digest(raw.columns, raw.values, raw.splits)
    labelling.record.note_version(
        {"version": digest, "from": dataset.digest, **counts}, person=labelling.workspace.person
    )
    made = catalog.add(
        labelling.workspace, raw, name=dataset.name, text=dataset.text_column,
        label=dataset.label_column, id=dataset.id_column,
    )  # fmt: skip
    return Finished(made, **counts)


def _labels(
    labelling: Labelling, *, with_rules: bool, trust: str | None
) -> tuple[list[_Label | None], int]:
    """The label of each row or None, and how many rows are without one because annotators are undecided."""
    dataset, counts = labelling.dataset, standing(labelling.record.events())
    human = labels_by_item(counts)
    _check_trusted(trust, {annotator for by in human.values() for annotator in by})
    weak = labels_by_item(counts, source="rule") if with_rules else {}
    splits = dataset.splits or [""] * len(dataset)
    labels: list[_Label | None] = []
    n_disputed = 0
    for row, (text, given) in enumerate(zip(dataset.texts(), dataset.labels(), strict=True)):
        item, has_given, is_test = item_digest(text), bool(given.strip()), splits[row] == TEST
        if item in human and not (is_test and has_given):
            label = _decided(human[item], trust)
            n_disputed += label is None
            if is_test and label is not None and label.chosen_by in _MACHINE:
                label = None  # the text was asked for another split: a model chose it
        elif has_given:
            label = _passed_on(dataset, row, given)
        elif is_test:
            label = None  # a test of what rules say would measure the rules
        else:
            label = next((_of(e, "rule") for e in weak.get(item, {}).values()), None)
        labels.append(label)
    return labels, n_disputed


def _check_trusted(trust: str | None, annotators: set[str]) -> None:
    if trust is not None and trust not in annotators:
        raise DataError(
            f"{trust!r} has labelled nothing.",
            code="TF-DATA-071",
            where="--trust",
            remedy=nearest(trust, sorted(annotators)),
        )


def _decided(by: dict[str, Event], trust: str | None) -> _Label | None:
    label = decide({a: str(event.word.label) for a, event in by.items()}, trust=trust)
    agreeing = sorted(a for a, event in by.items() if event.word.label == label)
    if label is None:
        return None
    first = min(
        by.values(), key=lambda event: event.number
    )  # later ones may have been shown it for that
    return _Label(label, "human", ", ".join(agreeing), first.word.chosen_by)


def _of(event: Event, source: str) -> _Label:
    return _Label(str(event.word.label), source, event.word.annotator)


def _passed_on(dataset: Dataset, row: int, given: str) -> _Label:
    """A given label, with what an earlier labelling said of it."""
    if not all(name in dataset.columns for name in ADDED_COLUMNS):
        return _Label(given, "given")
    source, by, chosen_by = (dataset.values[name][row] for name in ADDED_COLUMNS)
    return _Label(given, source or "given", by, chosen_by)


def _table(dataset: Dataset, kept: list[int], labels: list[_Label], n_disputed: int) -> RawTable:
    columns = [name for name in dataset.columns if name not in ADDED_COLUMNS]
    values = {name: [dataset.values[name][row] for row in kept] for name in columns}
    values[dataset.label_column] = [label.label for label in labels]
    values["label_source"] = [label.source for label in labels]
    values["label_by"] = [label.by for label in labels]
    values["label_chosen_by"] = [label.chosen_by for label in labels]
    n_out = len(dataset) - len(kept)
    remark = f"{n_out} of {len(dataset)} rows stayed out: {n_disputed} undecided, the others without a label"
    note = SourceNote(
        file=dataset.reference, format="labelling", encoding=None, how="labelled",
        n_rows=len(dataset), n_dropped=n_out, digest=dataset.digest,
        remarks=(remark,) if n_out else (),
    )  # fmt: skip
    kinds = {name: dataset.kinds[name] for name in columns if name in dataset.kinds}
    kinds |= {name: frozenset({"string"}) for name in (dataset.label_column, *ADDED_COLUMNS)}
    splits = [dataset.splits[row] for row in kept] if dataset.splits else None
    return RawTable((*columns, *ADDED_COLUMNS), values, splits, (note,), kinds)


def _n_changed(dataset: Dataset, kept: list[int], labels: list[_Label]) -> int:
    given = (dataset.labels()[row] for row in kept)
    return sum(bool(g.strip()) and g != x.label for g, x in zip(given, labels, strict=True))
