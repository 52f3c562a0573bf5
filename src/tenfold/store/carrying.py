"""Entries that leave a workspace with all their states, and come into another as they were: whose, and when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tenfold.store.ledger import State
from tenfold.store.tables.base import now
from tenfold.store.tables.entries import EntryRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tenfold.store.database import Database

__all__ = [
    "CARRIED", "WholeEntry", "carry_in", "next_number", "take_carried_out", "whole_entries",
]  # fmt: skip

CARRIED = "carried"
"""In the place of the batch that a row takes back: it came from elsewhere; nobody's next `undo` means it."""


@dataclass(slots=True, kw_only=True)
class WholeEntry:
    """An entry with every state that it had, the oldest first (`Ledger`); at least one.

    `is_taken_out`: it came from elsewhere, and went again with the import that brought it.
    """

    kind: str
    number: int
    person: str
    subject: str
    states: list[State] = field(default_factory=list)
    is_taken_out: bool = False


def whole_entries(database: Database, kinds: Collection[str]) -> list[WholeEntry]:
    """Everybody's entries of these kinds, removed ones too. Who calls it says who may see which."""
    query = select(EntryRow).where(EntryRow.kind.in_(sorted(kinds))).order_by(EntryRow.id)
    found: dict[tuple[str, int], WholeEntry] = {}
    came: dict[tuple[str, int], str] = {}
    with database.read() as session:
        for row in session.scalars(query):
            entry = found.setdefault(
                (row.kind, row.number),
                WholeEntry(
                    kind=row.kind, number=row.number, person=row.person, subject=row.subject
                ),
            )
            entry.states.append(State(action=row.action, time=row.time, content=row.content))
            if row.undoes == CARRIED:
                came[row.kind, row.number] = row.batch
            entry.is_taken_out = row.undoes == came.get((row.kind, row.number), "")
    return [found[key] for key in sorted(found)]


def carry_in(session: Session, entries: Sequence[WholeEntry], batch: str) -> None:
    """Write entries as they were, under their own numbers (see `next_number`). Nobody's `undo` reaches them."""
    for entry in entries:
        for state in entry.states:
            session.add(_row(entry, state, batch, CARRIED))
    session.flush()


def next_number(session: Session, kind: str) -> int:
    """The number that the next entry of a kind gets."""
    query = select(func.max(EntryRow.number)).where(EntryRow.kind == kind)
    return (session.scalar(query) or 0) + 1


def take_carried_out(session: Session, batch: str, undo: str) -> None:
    """Remove the entries that came in with a batch, but for those that were changed since."""
    came = select(EntryRow.kind, EntryRow.number).where(
        EntryRow.batch == batch, EntryRow.undoes == CARRIED
    )
    for kind, number in session.execute(came.distinct()).all():
        own = EntryRow.kind == kind, EntryRow.number == number
        rows = list(session.scalars(select(EntryRow).where(*own).order_by(EntryRow.id)))
        if all(row.batch == batch for row in rows):
            first = rows[0]
            entry = WholeEntry(kind=kind, number=number, person=first.person, subject=first.subject)
            gone = State(action="undo", time=now(), content=None)
            session.add(_row(entry, gone, undo, batch))
    session.flush()


def _row(entry: WholeEntry, state: State, batch: str, undoes: str) -> EntryRow:
    return EntryRow(
        kind=entry.kind,
        number=entry.number,
        person=entry.person,
        action=state.action,
        subject=entry.subject,
        content=None if state.content is None else dict(state.content),
        batch=batch,
        undoes=undoes,
        time=state.time,
    )
