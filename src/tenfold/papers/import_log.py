"""The imports of a library: what each was made from, how far it came, what it refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tenfold import __version__
from tenfold.papers.importers.importer import Refused
from tenfold.store.tables.base import now
from tenfold.store.tables.papers import PaperImportRow, PaperStateRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tenfold.store.database import Database

__all__ = ["Import", "ImportLog", "Progress"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import came: records saved, counts by outcome, and those refused (the first 1,000)."""

    batch: str
    n_read: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    refused: Sequence[Refused] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One import. `number` counts from 1; `is_undone`: it was taken back; not `is_whole`: it was broken off."""

    number: int
    batch: str
    sources: Sequence[Mapping[str, Any]]
    counts: Mapping[str, int]
    refused: Sequence[Refused]
    is_whole: bool
    is_undone: bool
    person: str
    time: datetime


class ImportLog:
    """The imports of one library."""

    def __init__(self, database: Database, person: str) -> None:
        self._database = database
        self._person = person

    def all(self) -> list[Import]:
        """Every import, the newest first."""
        undone = select(PaperStateRow.undoes).where(PaperStateRow.undoes.is_not(None)).distinct()
        with self._database.read() as session:
            taken_back = set(session.scalars(undone))
            rows = session.scalars(select(PaperImportRow).order_by(PaperImportRow.id.desc()))
            return [
                Import(
                    number=row.id,
                    batch=row.batch,
                    sources=_without_version(row.sources),
                    counts=row.counts,
                    refused=tuple(Refused(*said) for said in row.refused),
                    is_whole=row.is_whole,
                    is_undone=row.batch in taken_back,
                    person=row.person,
                    time=row.time,
                )
                for row in rows
            ]

    def broken_off(self, sources: Sequence[Mapping[str, Any]]) -> Progress | None:
        """The import of the same sources by the same person that did not come to its end, if there is one.

        Another version of tenfold may read other records from the same bytes, so it begins anew.
        """
        query = select(PaperImportRow).where(
            PaperImportRow.is_whole.is_(False), PaperImportRow.person == self._person
        )
        with self._database.read() as session:
            for row in session.scalars(query.order_by(PaperImportRow.id.desc())):
                if sources and row.sources == _with_version(sources):
                    refused = tuple(Refused(*said) for said in row.refused)
                    return Progress(row.batch, row.n_read, row.counts, refused)
        return None

    def n_read(self, session: Session, batch: str) -> int:
        """How many records of an import are saved; -1: it is over, or was taken back."""
        query = select(PaperImportRow).where(PaperImportRow.batch == batch)
        row = session.scalars(query).first()
        if row is None:
            return 0
        return -1 if row.is_whole else row.n_read

    def note(
        self, session: Session, progress: Progress, sources: Sequence[Mapping[str, Any]]
    ) -> None:
        """Save how far an import came, with the papers themselves."""
        query = select(PaperImportRow).where(PaperImportRow.batch == progress.batch)
        row = session.scalars(query).first()
        if row is None:
            row = PaperImportRow(
                batch=progress.batch,
                sources=_with_version(sources),
                is_whole=False,
                person=self._person,
                time=now(),
            )
            session.add(row)
        row.n_read = progress.n_read
        row.counts = dict(progress.counts)
        row.refused = [[r.where, r.reason, r.excerpt] for r in progress.refused]
        session.flush()

    def finish(self, progress: Progress, sources: Sequence[Mapping[str, Any]]) -> None:
        """Say that an import came to its end."""
        with self._database.write() as session:
            self.note(session, progress, sources)
            self.close(session, progress.batch)

    def close(self, session: Session, batch: str) -> None:
        """Nothing goes on with an import any more: it is whole, or was taken back."""
        query = select(PaperImportRow).where(PaperImportRow.batch == batch)
        for row in session.scalars(query):
            row.is_whole = True


def _with_version(sources: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{**source, "tenfold": __version__} for source in sources]


def _without_version(sources: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{k: v for k, v in source.items() if k != "tenfold"} for source in sources]
