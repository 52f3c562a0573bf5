"""How far the tables have grown to which rows are only added: for what does not change with every commit."""

from __future__ import annotations

import time
from collections.abc import Collection, Hashable
from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tenfold.store.tables.data import DatasetRow
from tenfold.store.tables.entries import EntryRow
from tenfold.store.tables.labels import LabelEventRow, LabellingRow
from tenfold.store.tables.papers import PaperRelationRow, PaperRow, PaperStateRow
from tenfold.store.tables.steps import StepRow
from tenfold.store.tables.study import (
    AnswerRow,
    ChoiceRow,
    EventRow,
    RegistrationRow,
    RunRow,
    ScoringRow,
    StopRow,
    TestLookRow,
    WorkerRow,
)

if TYPE_CHECKING:
    from tenfold.store.database import Database
    from tenfold.store.ledger import Kind

__all__ = ["Growth"]

_CALM_S, _AT_ONCE = 5.0, 5
"""Of what goes on and on one change counts in so many seconds; so many count at once after a pause."""

_BY_WORKERS = (EventRow, RunRow, ScoringRow, StepRow, TestLookRow, WorkerRow)
_OF_STUDIES = (AnswerRow, ChoiceRow, DatasetRow, RegistrationRow, StopRow)
_OF_OTHERS = (LabelEventRow, LabellingRow, PaperRelationRow, PaperRow, PaperStateRow)
_ALL = (*_BY_WORKERS, *_OF_STUDIES, *_OF_OTHERS)
_LENGTHS = select(*(select(func.max(table.id)).scalar_subquery() for table in _ALL))


class Growth:
    """The newest row of each such table, and the newest entry of each kind, as they were last asked for.

    A paper that is changed in place has a new state. That a step was superseded, or removed to make room, is
    not seen; nor is who is signed in, and which process is alive. Several threads may ask at once.

    The process that carries a study out adds rows all the time. After some changes of these, they count every
    five seconds; what people write counts at once.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._pulse: Hashable = None
        self._tables: tuple[int | None, ...] = ()
        self._entries: dict[str, int] = {}
        self._seen: Hashable = None
        self._allowed, self._since = float(_AT_ONCE), time.monotonic()

    def at(self, pulse: Hashable, *, but: Collection[Kind]) -> Hashable:
        """Another one when something was added but entries of the kinds `but`; it is asked once a `pulse`."""
        with self._lock:
            self._feel(pulse)
            entries = sorted(newest for newest in self._entries.items() if newest[0] not in but)
            return self._by_workers(), self._tables[len(_BY_WORKERS) :], tuple(entries)

    def _by_workers(self) -> Hashable:
        now, rows = time.monotonic(), self._tables[: len(_BY_WORKERS)]
        self._allowed = min(_AT_ONCE, self._allowed + (now - self._since) / _CALM_S)
        self._since = now
        if rows != self._seen and (self._allowed >= 1 or self._seen is None):
            self._seen, self._allowed = rows, self._allowed - 1
        return self._seen

    def of_papers(self, pulse: Hashable, kinds: Collection[Kind]) -> Hashable:
        """Another one when a paper or an entry of these kinds was added or changed, and with nothing else."""
        with self._lock:
            self._feel(pulse)
            papers = self._tables[_ALL.index(PaperStateRow)]
            return papers, tuple(self._entries.get(kind, 0) for kind in kinds)

    def of_studies(self, pulse: Hashable) -> Hashable:
        """Another one when something was added of which studies are made: no entry, no paper, no label."""
        with self._lock:
            self._feel(pulse)
            by_people = self._tables[len(_BY_WORKERS) : -len(_OF_OTHERS)]
            return self._by_workers(), by_people

    def _feel(self, pulse: Hashable) -> None:
        if self._pulse != pulse:
            self._ask()
            self._pulse = pulse

    def _ask(self) -> None:
        seen = max(self._entries.values(), default=0)
        newest = select(EntryRow.kind, func.max(EntryRow.id)).where(EntryRow.id > seen)
        with self._database.read() as session:
            self._tables = tuple(session.execute(_LENGTHS).one())
            rows = session.execute(newest.group_by(EntryRow.kind)).all()
        self._entries.update((kind, number) for kind, number in rows)
