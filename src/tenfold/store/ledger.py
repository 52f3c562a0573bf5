"""What people wrote in a workspace, entry by entry.

An entry (a note, a goal, a date, a task, the report of a week, an answer about a paper) belongs to the person
who wrote it. Nothing is overwritten: each change adds the entry's new state, and taking a change back adds
the state before it.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import func, select

from tenfold.errors import InputError
from tenfold.store.tables.base import now
from tenfold.store.tables.entries import EntryRow

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from tenfold.store.workspace import Workspace

__all__ = ["Change", "Entry", "Kind", "Ledger", "State"]

Kind = Literal[
    "note", "goal", "date", "task", "setting", "report", "reply",
    "answer", "review", "reaction", "comment", "collection", "mark",
]  # fmt: skip
"""The first are of a person's own; those of the second line are about a paper, which is their subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A new entry (`number` is None), or a new state of one; without `content` it is removed.

    `action` says in a word what was done, for the history: ``write``, ``edit``, ``move``, ``done``, ...
    `subject` is what a new entry is about, if anything; it stays so.
    """

    kind: Kind
    content: Mapping[str, Any] | None
    number: int | None = None
    action: str = "write"
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry as it stands. `number` counts within its kind over the whole workspace, from 1."""

    kind: Kind
    number: int
    person: str
    made: datetime
    changed: datetime
    content: Mapping[str, Any]
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How an entry stood from `time` on (no `content`: removed), and the word for what was done then."""

    action: str
    time: datetime
    content: Mapping[str, Any] | None


class Ledger:
    """The entries of one workspace. Writes are those of the acting person (default: the workspace's)."""

    def __init__(self, workspace: Workspace, *, person: str | None = None) -> None:
        self._database = workspace.database
        self.person = person or workspace.person

    def save(self, changes: Sequence[Change]) -> list[Entry | None]:
        """Save changes, all or none, and return how their entries stand (None: removed).

        Raises InputError where a change names an entry that is not the acting person's, or not there.
        """
        batch = uuid.uuid4().hex
        with self._database.write() as session:
            numbers = [
                self._add(session, change, batch=batch, at=now(), undoes=None) for change in changes
            ]
        standing = {
            (kind, entry.number): entry
            for kind in {change.kind for change in changes}
            for entry in self.entries(kind)
        }
        return [standing.get((c.kind, n)) for c, n in zip(changes, numbers, strict=True)]

    def _add(
        self, session: Session, change: Change, *, batch: str, at: datetime, undoes: str | None
    ) -> int:
        number, subject = change.number, change.subject
        if number is None:
            query = select(func.max(EntryRow.number)).where(EntryRow.kind == change.kind)
            number = (session.scalar(query) or 0) + 1
        else:
            subject = self._require_own(session, change.kind, number)
        session.add(
            EntryRow(
                kind=change.kind,
                number=number,
                person=self.person,
                action=change.action,
                subject=subject,
                content=None if change.content is None else dict(change.content),
                batch=batch,
                undoes=undoes,
                time=at,
            )
        )
        session.flush()
        return number

    def _require_own(self, session: Session, kind: str, number: int) -> str:
        """What an entry of the acting person is about."""
        query = select(EntryRow).where(EntryRow.kind == kind, EntryRow.number == number)
        row = session.scalars(query.limit(1)).first()
        if row is None or row.person != self.person:
            raise _not_there(kind, number)  # that another's exists is not said: it may be private
        return row.subject

    def entries(self, kind: Kind, *, person: str | None = None) -> list[Entry]:
        """What stands of one person (default: the acting one), by number."""
        of_person = EntryRow.person == (person or self.person)
        return self._standing(EntryRow.kind == kind, of_person)

    def about(self, subject: str, kinds: Collection[Kind]) -> list[Entry]:
        """What stands about something, of everybody, in the order in which it was begun.

        Who calls it says which of others' entries may be seen.
        """
        return self._standing(EntryRow.subject == subject, EntryRow.kind.in_(sorted(kinds)))

    def _standing(self, *conditions: ColumnElement[bool]) -> list[Entry]:
        query = select(EntryRow).where(*conditions).order_by(EntryRow.id)
        with self._database.read() as session:
            rows = list(session.scalars(query))
        first: dict[tuple[str, int], EntryRow] = {}
        last: dict[tuple[str, int], EntryRow] = {}
        for row in rows:
            first.setdefault((row.kind, row.number), row)
            last[row.kind, row.number] = row
        return [
            Entry(
                kind=begun.kind,  # type: ignore[arg-type]  # the column holds what `Kind` lists
                number=begun.number,
                person=begun.person,
                made=begun.time,
                changed=last[key].time,
                content=content,
                subject=begun.subject,
            )
            for key, begun in first.items()
            if (content := last[key].content) is not None
        ]

    def entry(self, kind: Kind, number: int) -> Entry:
        """One of the acting person's. Raises InputError where there is none that stands."""
        for entry in self.entries(kind):
            if entry.number == number:
                return entry
        raise _not_there(kind, number)

    def history(self, kind: Kind, number: int) -> list[State]:
        """Every state of one of the acting person's entries, oldest first, of a removed one too.

        Raises InputError where there never was one.
        """
        query = select(EntryRow).where(
            EntryRow.kind == kind, EntryRow.number == number, EntryRow.person == self.person
        )
        with self._database.read() as session:
            rows = list(session.scalars(query.order_by(EntryRow.id)))
        if not rows:
            raise _not_there(kind, number)
        return [State(action=row.action, time=row.time, content=row.content) for row in rows]

    def people(self) -> list[str]:
        """Everybody who wrote anything, by name."""
        with self._database.read() as session:
            return sorted(session.scalars(select(EntryRow.person).distinct()))

    def undo(self, kinds: Collection[Kind]) -> list[Change]:
        """Take the acting person's last change among `kinds` back, with all that was written together with it.

        Again: the one before it. Returns the states that hold now. Raises InputError where nothing is left.
        """
        batch = uuid.uuid4().hex
        with self._database.write() as session:
            own = select(EntryRow).where(EntryRow.person == self.person).order_by(EntryRow.id)
            rows = list(session.scalars(own))
            undone = {row.undoes for row in rows if row.undoes}
            left = [r for r in rows if r.kind in kinds and not r.undoes and r.batch not in undone]
            if not left:
                raise InputError(
                    "there is nothing to take back.", remedy="Nothing was changed.", code="TF-LAB"
                )
            last = left[-1].batch
            before = [_state_before(rows, row) for row in reversed(rows) if row.batch == last]
            for change in before:
                self._add(session, change, batch=batch, at=now(), undoes=last)
        return before


def _not_there(kind: str, number: int) -> InputError:
    """No such entry of this person, said with the command that lists those that there are."""
    word, command = {
        "note": ("note", "tenfold note list"),
        "goal": ("goal", "tenfold goal list"),
        "date": ("date", "tenfold date list"),
        "task": ("task", "tenfold plan list"),
        "review": ("review", "tenfold paper review KEY"),
        "comment": ("comment", "tenfold paper comment KEY"),
    }.get(kind, ("entry", "tenfold week"))
    return InputError(
        f"you have no {word} {number}.", code="TF-LAB", remedy=f"See what there is: {command}"
    )


def _state_before(rows: Iterable[EntryRow], row: EntryRow) -> Change:
    earlier = [r for r in rows if (r.kind, r.number) == (row.kind, row.number) and r.id < row.id]
    return Change(
        kind=row.kind,  # type: ignore[arg-type]  # the column holds what `Kind` lists
        number=row.number,
        content=earlier[-1].content if earlier else None,
        action="undo",
    )
