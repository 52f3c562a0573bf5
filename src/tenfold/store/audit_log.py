"""The audit log: what was changed by whom, when, from which address, through which token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from tenfold.store.tables.accounts import AuditRow
from tenfold.store.tables.base import now

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tenfold.store.database import Database

__all__ = ["AuditLog", "By", "Happened", "note"]

_LONGEST_ACTION = 500


@dataclass(frozen=True, slots=True)
class By:
    """Who changes something, from which address (``terminal``: with a command), through which token."""

    person: str
    address: str = "terminal"
    token: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One line of the log."""

    number: int
    time: datetime
    person: str
    action: str
    outcome: str
    address: str
    token: int | None


class AuditLog:
    """The log of one workspace. Lines are only added."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, by: By, action: str, outcome: str = "done") -> None:
        """Add a line in a transaction of its own."""
        with self._database.write() as session:
            note(session, by, action, outcome)

    def newest(self, *, before: int | None = None, limit: int = 100) -> list[Happened]:
        """The newest lines first; with `before` those that are older than that one."""
        query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
        if before is not None:
            query = query.where(AuditRow.id < before)
        with self._database.read() as session:
            return [_happened(row) for row in session.scalars(query)]


def note(session: Session, by: By, action: str, outcome: str = "done") -> None:
    """Add a line in the transaction that changes what it tells of."""
    session.add(
        AuditRow(
            time=now(),
            person=by.person[:200],
            action=action[:_LONGEST_ACTION],
            outcome=outcome[:40],
            address=by.address[:100],
            token=by.token,
        )
    )


def _happened(row: AuditRow) -> Happened:
    return Happened(
        number=row.id,
        time=row.time,
        person=row.person,
        action=row.action,
        outcome=row.outcome,
        address=row.address,
        token=row.token,
    )
