"""Open the labelling of a data set: which version, which settings, whose session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tenfold.data import catalog
from tenfold.desk.labelling.events import RULES
from tenfold.desk.labelling.pool import Pool, pool_of
from tenfold.desk.labelling.record import LabelRecord, Settings
from tenfold.desk.labelling.session import Asking, Session, Vectors
from tenfold.errors import DataError, InputError

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset
    from tenfold.store.workspace import Workspace

__all__ = ["Labelling", "check_annotator", "check_classes", "open_labelling", "read_share"]

_MOST_CHARACTERS = 20_000


@dataclass(frozen=True)
class Labelling:
    """The labelling of one data set. `dataset` is the version that is labelled."""

    workspace: Workspace
    dataset: Dataset
    record: LabelRecord
    pool: Pool
    settings: Settings

    def session(self, annotator: str, asking: Asking, vectors: Vectors) -> Session:
        """An annotator's session, with the settings of this labelling."""
        check_annotator(annotator)
        asking = replace(asking, classes=self.settings.classes, overlap=self.settings.overlap)
        if len(asking.classes) < 2:
            raise DataError(
                f"{len(asking.classes) or 'no'} classes are known; labelling needs at least two.",
                code="TF-DATA-072",
                where=self.dataset.reference,
                remedy="Name them: --classes a,b,c",
            )
        return Session(self.pool, self.record, annotator, asking, vectors)


def open_labelling(
    workspace: Workspace,
    use: str,
    *,
    split: str | None = None,
    everything: bool = False,
    classes: Sequence[str] | None = None,
    overlap: float | None = None,
    guidelines: str | None = None,
) -> Labelling:
    """The labelling of the data set that `use` names (see `catalog.load`).

    A name means its newest version that labelling did not write itself. `classes`, `overlap` and
    `guidelines`, where they are given, are saved as the new settings; classes are added to those of the labels
    that are there.
    """
    dataset = _version_to_label(workspace, use)
    record = LabelRecord(workspace, dataset.name)
    pool = pool_of(dataset, split=split, everything=everything)
    said = record.settings()
    wanted = Settings(
        tuple(sorted({*pool.classes, *said.classes, *check_classes(classes or ())})),
        said.overlap if overlap is None else _checked_share(overlap),
        said.guidelines if guidelines is None else _checked_guidelines(guidelines),
    )
    if (classes, overlap, guidelines) != (None, None, None):
        record.set_up(wanted, person=workspace.person)
    return Labelling(workspace, dataset, record, pool, wanted)


def _version_to_label(workspace: Workspace, use: str) -> Dataset:
    dataset = catalog.load(workspace, use, unlabelled=True)
    made = LabelRecord(workspace, dataset.name).made_versions()
    number = dataset.number
    while dataset.digest in made and use == dataset.name and number > 1:
        number -= 1
        dataset = catalog.load(workspace, f"{use}@{number}", unlabelled=True)
    return dataset


def check_classes(names: Sequence[str]) -> tuple[str, ...]:
    """The names without white space around them, each once, sorted.

    Raises InputError (TF-DATA-072) for an empty name, line ends and control characters.
    """
    found = {name.strip() for name in names}
    bad = [name for name in found if not name or not name.isprintable()]
    if bad:
        raise InputError(
            f"{bad[0]!r} cannot be a class.",
            code="TF-DATA-072",
            where="--classes",
            remedy="Printable names with commas between them: --classes heart,lung,skin",
        )
    return tuple(sorted(found))


def check_annotator(name: str) -> None:
    """Raise InputError (TF-DATA-071) for what cannot be an annotator's name."""
    if not name.strip() or not name.isprintable() or len(name) > 200 or name == RULES:
        raise InputError(
            f"{name[:40]!r} cannot be an annotator's name.",
            code="TF-DATA-071",
            where="--as",
            remedy=f"A printable name of up to 200 characters, not {RULES!r}: --as ada",
        )


def read_share(typed: str) -> float | None:
    """A share as somebody typed it; None where nothing was typed. Raises InputError (TF-DATA-071)."""
    if not typed.strip():
        return None
    try:
        return _checked_share(float(typed))
    except ValueError:
        raise InputError(
            f"a share is a number between 0 and 1. Got {typed[:40]!r}.",
            code="TF-DATA-071",
            where="overlap",
            remedy="0.2: one text in five is asked of every annotator.",
        ) from None


def _checked_share(overlap: float) -> float:
    if not 0 <= overlap <= 1:
        raise InputError(
            f"a share is between 0 and 1. Got {overlap:g}.",
            code="TF-DATA-071",
            where="--overlap",
            remedy="0.2: one text in five is asked of every annotator.",
        )
    return float(overlap)


def _checked_guidelines(text: str) -> str:
    said = text.replace("\r\n", "\n").strip()
    if len(said) > _MOST_CHARACTERS:
        raise InputError(
            f"guidelines have up to {_MOST_CHARACTERS:,} characters. Got {len(said):,}.",
            code="TF-DATA-071",
            remedy="Say what decides between classes, and keep the rest elsewhere.",
        )
    return said
