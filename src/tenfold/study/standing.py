"""What was last heard of studies: of one, or of all in as many queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tenfold.store.tables.study import EventRow, RegistrationRow, WorkerRow
from tenfold.study.events import ENDS
from tenfold.study.records import Worker, worker_of

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute

    from tenfold.store.database import Database

__all__ = ["Standing", "standing_of", "standings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the database knows of where a study is.

    `open_workers` have not said their last word, and may be dead all the same.
    """

    last_event: str = ""
    was_begun: bool = False
    is_registered: bool = False
    open_workers: tuple[Worker, ...] = ()


def standing_of(database: Database, study: str) -> Standing:
    """Of one study; of one that is not known, an empty one."""
    return standings(database, [study]).get(study, Standing())


def standings(database: Database, studies: Collection[str] | None = None) -> dict[str, Standing]:
    """Of every study of which something was heard, by name; of some of them, where they are named."""

    def of(column: InstrumentedAttribute[str]) -> list[ColumnElement[bool]]:
        return [] if studies is None else [column.in_(sorted(studies))]

    last = select(func.max(EventRow.id)).where(*of(EventRow.study)).group_by(EventRow.study)
    ended = select(EventRow.worker).where(EventRow.kind.in_(ENDS), *of(EventRow.study))
    open_rows = select(WorkerRow).where(WorkerRow.id.not_in(ended), *of(WorkerRow.study))
    with database.read() as session:
        words = select(EventRow.study, EventRow.kind).where(EventRow.id.in_(last))
        said = dict(row for row in session.execute(words))
        begun = set(session.scalars(select(WorkerRow.study).where(*of(WorkerRow.study)).distinct()))
        registered = set(
            session.scalars(
                select(RegistrationRow.study).where(*of(RegistrationRow.study)).distinct()
            )
        )
        still_open: dict[str, list[Worker]] = {}
        for row in session.scalars(open_rows.order_by(WorkerRow.id)):
            still_open.setdefault(row.study, []).append(worker_of(row))
    return {
        name: Standing(
            last_event=said.get(name, ""),
            was_begun=name in begun,
            is_registered=name in registered,
            open_workers=tuple(still_open.get(name, ())),
        )
        for name in {*said, *begun, *registered}
    }
