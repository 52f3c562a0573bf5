"""Who needs which artifact: steps, data sets, and what else the database mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tenfold.store.digests import canonical_json
from tenfold.store.tables.all import Base
from tenfold.store.tables.data import DatasetRow
from tenfold.store.tables.steps import StepRow
from tenfold.store.tables.study import ScoringRow

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["Original", "mentioned_digests", "originals"]

_DIGEST = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class Original:
    """An artifact that no run can make again: what it is, and what to do where it is lost."""

    digest: str
    what: str
    remedy: str


def originals(workspace: Workspace) -> list[Original]:
    """The rows of data sets, where they come from, and the lists of the examples that were tested on."""
    with workspace.database.read() as session:
        newest = {
            (row.name, row.number): row
            for row in session.scalars(select(DatasetRow).order_by(DatasetRow.id))
        }
        tested = session.execute(select(ScoringRow.test, ScoringRow.study).distinct()).all()
    return [
        *(_data(row) for row in newest.values()),
        *(_origins(row) for row in newest.values() if row.origins),
        *(_tested(digest, study) for digest, study in tested),
    ]


def _data(row: DatasetRow) -> Original:
    if row.name.startswith("builtin:"):
        remedy = "A study that uses it makes it again."
    elif row.parent:
        remedy = _clean_again(row)
    else:
        files = ", ".join(str(note.get("file", "")) for note in row.sources) or "FILE"
        remedy = f"Add the same file again: tenfold data add {files} --name {row.name}; or restore a backup."
    return Original(row.artifact, f"the rows of the data set {row.name}@{row.number}", remedy)


def _origins(row: DatasetRow) -> Original:
    what = f"where the rows of the data set {row.name}@{row.number} come from"
    return Original(str(row.origins), what, _clean_again(row))


def _clean_again(row: DatasetRow) -> str:
    """The recipe stands in the database, and its parent's rows are an artifact of their own."""
    parent = (row.recipe or {}).get("from") or (row.parent or "")[:16]
    own = f"{row.name}@{row.number}"
    return (
        f"Make it again: tenfold data clean {parent} --recipe {own} --as {row.name}; "
        "or restore a backup."
    )


def _tested(digest: str, study: str) -> Original:
    return Original(
        digest,
        f"the list of test examples of {study}",
        "Restore a backup: without it nobody can tell whether a later hypothesis is exploratory.",
    )


def mentioned_digests(workspace: Workspace) -> set[str]:
    """What the steps in force have made, and all digests that stand in any other table.

    Too many rather than too few: keys and digests of rows are among them.
    """
    with workspace.database.read() as session:
        made = session.scalars(select(StepRow.outputs).where(~StepRow.superseded))
        found = {digest for outputs in made for digest in outputs.values()}
        others = (t for t in Base.metadata.tables.values() if t is not StepRow.__table__)
        for table in others:
            for row in session.execute(select(table)):
                found.update(digest for value in row for digest in _digests(value))
    return found


def _digests(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from _DIGEST.findall(value)
    elif isinstance(value, (dict, list)):
        yield from _DIGEST.findall(canonical_json(value).decode())
