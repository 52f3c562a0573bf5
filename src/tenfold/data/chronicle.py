"""Which versions of data sets came in when, for the report of a week."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tenfold.store.tables.data import DatasetRow

if TYPE_CHECKING:
    from tenfold.store.day_span import DaySpan
    from tenfold.store.workspace import Workspace

__all__ = ["AddedData", "first_names", "versions_added"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedData:
    """A version of a data set that came in; `made_from` names the version that it was made from, if any."""

    name: str
    number: int
    n_rows: int
    time: datetime
    made_from: str
    person: str


def versions_added(
    workspace: Workspace, span: DaySpan, *, person: str | None = None
) -> list[AddedData]:
    """The versions that came in on these days, oldest first; `person`: only those that they brought in.

    Each is there once, at the time when it was first added: adding the same rows again, or saying anew what
    their columns are for, is no new version. What a study brought in by its path, and a built-in data set at
    its first use, came in too.
    """
    firsts = select(func.min(DatasetRow.id)).group_by(DatasetRow.name, DatasetRow.number)
    query = select(DatasetRow).where(
        DatasetRow.id.in_(firsts), DatasetRow.added >= span.start, DatasetRow.added < span.end
    )
    if person is not None:
        query = query.where(DatasetRow.person == person)
    with workspace.database.read() as session:
        rows = session.scalars(query.order_by(DatasetRow.added, DatasetRow.id))
        return [_added(row) for row in rows if span.holds(row.added)]


def _added(row: DatasetRow) -> AddedData:
    return AddedData(
        name=row.name,
        number=row.number,
        n_rows=row.n_rows,
        time=row.added,
        made_from=str((row.recipe or {}).get("from", "")),
        person=row.person,
    )


def first_names(workspace: Workspace, digests: Collection[str]) -> dict[str, str]:
    """What versions were first called (``symptoms@2``), by their digests; those that never had a name are left
    out.
    """
    query = select(DatasetRow.digest, DatasetRow.name, DatasetRow.number).where(
        DatasetRow.digest.in_(digests)
    )
    names: dict[str, str] = {}
    with workspace.database.read() as session:
        for digest, name, number in session.execute(query.order_by(DatasetRow.id)):
            names.setdefault(digest, f"{name}@{number}")
    return names
