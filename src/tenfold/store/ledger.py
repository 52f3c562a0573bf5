"""What people wrote in a workspace, entry by entry.

An entry (a note, a goal, a date, a task, the report of a week, an answer about a paper) belongs to the person
who wrote it. Nothing is overwritten: each change adds the entry's new state, and taking a change back adds
the state before it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from sqlalchemy import func, select

from tenfold.errors import DamageError, InputError
from tenfold.store.tables.base import now
from tenfold.store.tables.entries import EntryRow

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.orm import Session

    from tenfold.store.workspace import Workspace

__all__ = ["Change", "ChangedSinceError", "Entry", "Kind", "Ledger", "State"]

Kind = Literal[
    "note", "goal", "date", "task", "setting", "report", "reply", "remark",
    "answer", "review", "reaction", "comment", "collection", "mark", "topic", "snooze", "claim",
    "search", "look", "follow", "screening", "pdf",
]  # fmt: skip
"""The first are of a person's own; those of the second line are about a paper, which is their subject; those of
the third say what a person looks for, decides of a collection, and has as a file."""

_T = TypeVar("_T")
_PAGE = 900

_COMMANDS = {
    "note": ("note list", "note undo"),
    "goal": ("goal list", "goal undo"),
    "date": ("date list", "date undo"),
    "task": ("plan list", "plan undo"),
    "review": ("paper review KEY", "paper take-back"),
    "comment": ("paper comment KEY", "paper take-back"),
    "claim": ("paper claim KEY", "paper take-back"),
}
"""What shows entries of a kind, and what takes changes of them back."""

_MARKS = (
    EntryRow.id, EntryRow.kind, EntryRow.number, EntryRow.batch, EntryRow.undoes, EntryRow.subject,
)  # fmt: skip
_PART = 900
"""Values in one question to the database: each has a bound on them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A new entry (`number` is None), or a new state of one; without `content` it is removed.

    `action` says in a word what was done, for the history: ``write``, ``edit``, ``move``, ``done``, ...
    `subject` is what a new entry is about, if anything; it stays so. With `once` a person has one entry of
    this kind about it at a time. `based_on` is the `version` of the entry that whoever writes has read; empty:
    there was none; None: it is written whatever stands.
    """

    kind: Kind
    content: Mapping[str, Any] | None
    number: int | None = None
    action: str = "write"
    subject: str = ""
    once: bool = False
    based_on: str | None = None


class ChangedSinceError(InputError):
    """A change is based on another state than the one that stands: nothing is saved.

    `content` and `version` are what stands, so that both can be told; None and empty: nothing does.
    """

    default_code = "TF-STALE"

    def __init__(self, content: Mapping[str, Any] | None, version: str) -> None:
        super().__init__(
            "it was changed since you read it. Nothing was saved.",
            remedy="See how it stands now, and say it again.",
        )
        self.content, self.version = content, version


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

    @property
    def version(self) -> str:
        """What names this state among all of the entry: a change says with it what it is based on."""
        return _version(self.changed)

    def read(self, from_content: Callable[..., _T]) -> _T:
        """What it is, by the `from_content` of its type. Raises DamageError where that cannot read it."""
        try:
            return from_content(
                self.content, number=self.number, person=self.person, made=self.made
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise DamageError(
                f"{self.kind} {self.number} of the database cannot be read.",
                remedy="It was changed from outside: restore the database from a backup.",
            ) from error


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

    def last_change(self, kinds: Collection[Kind]) -> int:
        """The number of the last change of anything of these kinds, by whomever."""
        query = select(func.max(EntryRow.id)).where(EntryRow.kind.in_(kinds))
        with self._database.read() as session:
            return session.scalar(query) or 0

    def save(self, changes: Sequence[Change]) -> list[Entry | None]:
        """Save changes, all or none, and return how their entries stand (None: removed).

        Raises InputError where a change names an entry that is not the acting person's, or not there; or where
        there may be but one, and another process was first. Raises ChangedSinceError where a change is based
        on another state than the one that stands in the transaction that writes it.
        """
        batch = uuid.uuid4().hex
        with self._database.write() as session:
            numbers = [
                self._add(session, change, batch=batch, at=now(), undoes=None) for change in changes
            ]
        saved = [(change.kind, n) for change, n in zip(changes, numbers, strict=True)]
        standing = {
            (entry.kind, entry.number): entry
            for kind in dict.fromkeys(kind for kind, _ in saved)
            for part in _parts([n for of, n in saved if of == kind])
            for entry in self._standing(EntryRow.kind == kind, EntryRow.number.in_(part))
        }
        return [standing.get(one) for one in saved]

    def _add(
        self, session: Session, change: Change, *, batch: str, at: datetime, undoes: str | None
    ) -> int:
        number, subject = change.number, change.subject
        if change.once:
            self._require_first(session, change)
        if number is None:
            if change.based_on:  # on one that another took away
                raise ChangedSinceError(None, "")
            query = select(func.max(EntryRow.number)).where(EntryRow.kind == change.kind)
            number = (session.scalar(query) or 0) + 1
        else:
            *earlier, last = self._require_own(session, change.kind, number)
            _require_newest(change, last)
            subject = last.subject
            at = _unlike(at, [row.time for row in (*earlier, last)])
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

    def _require_own(self, session: Session, kind: str, number: int) -> Sequence[EntryRow]:
        """Every state of an entry of the acting person, oldest first."""
        query = select(EntryRow).where(EntryRow.kind == kind, EntryRow.number == number)
        rows = session.scalars(query.order_by(EntryRow.id)).all()
        if not rows or rows[0].person != self.person:
            raise _not_there(kind, number)  # that another's exists is not said: it may be private
        return rows

    def _require_first(self, session: Session, change: Change) -> None:
        """In the transaction that writes, so that of two processes only one goes through."""
        query = select(EntryRow).where(
            EntryRow.kind == change.kind,
            EntryRow.subject == change.subject,
            EntryRow.person == self.person,
        )
        last = {row.number: row for row in session.scalars(query.order_by(EntryRow.id))}
        for row in last.values():
            if row.content is None or not self._is_one(change, row.content):
                continue
            if change.based_on is not None:
                raise ChangedSinceError(row.content, _version(row.time))
            raise InputError(
                "it was saved by another process just now.",
                code="TF-LEDGER",
                remedy="Nothing was saved a second time.",
            )

    def _is_one(self, change: Change, content: Mapping[str, Any]) -> bool:
        """Whether an entry that stands is the one that a change with `once` would make a second time."""
        return True

    def entries(self, kind: Kind, *, person: str | None = None) -> list[Entry]:
        """What stands of one person (default: the acting one), by number."""
        of_person = EntryRow.person == (person or self.person)
        return self._standing(EntryRow.kind == kind, of_person)

    def of_everybody(self, kind: Kind) -> list[Entry]:
        """What stands of all people, in the order in which it was begun.

        Who calls it says which of others' entries may be seen.
        """
        found = self._database.once(
            ("of everybody", kind), lambda: self._standing(EntryRow.kind == kind)
        )
        return list(found)

    def about(self, subject: str, kinds: Collection[Kind]) -> list[Entry]:
        """What stands about something, of everybody, in the order in which it was begun.

        Who calls it says which of others' entries may be seen.
        """
        if not self._database.is_at_one_moment:
            return self._standing(EntryRow.subject == subject, EntryRow.kind.in_(sorted(kinds)))
        every = self._database.once(
            ("about", subject), lambda: self._standing(EntryRow.subject == subject)
        )
        return [entry for entry in every if entry.kind in kinds]

    def about_each(
        self, subjects: Iterable[str], kinds: Collection[Kind]
    ) -> dict[str, list[Entry]]:
        """The same of several things at once, of those about which there is something."""
        of_kind, wanted = EntryRow.kind.in_(sorted(kinds)), sorted(set(subjects))
        found: dict[str, list[Entry]] = {}
        for start in range(0, len(wanted), _PAGE):
            page = wanted[start : start + _PAGE]
            for entry in self._standing(EntryRow.subject.in_(page), of_kind):
                found.setdefault(entry.subject, []).append(entry)
        return found

    def changed_since(self, change: int, kinds: Collection[Kind]) -> tuple[int, list[str]]:
        """The newest change of `kinds` (0: none ever), and what the changes after `change` are about."""
        of_kind = EntryRow.kind.in_(sorted(kinds))
        with self._database.read() as session:
            newest = session.scalar(select(func.max(EntryRow.id)).where(of_kind)) or 0
            if newest <= change:
                return newest, []
            subjects = select(EntryRow.subject).where(of_kind, EntryRow.id > change).distinct()
            return newest, sorted(session.scalars(subjects))

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
        found = self._standing(
            EntryRow.kind == kind, EntryRow.number == number, EntryRow.person == self.person
        )
        if not found:
            raise _not_there(kind, number)
        return found[0]

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

    def undo(self, kinds: Collection[Kind], *, subject: str | None = None) -> list[Change]:
        """Take the acting person's last change among `kinds` back, with all that was written together with it.

        With `subject` the last one about that. Again: the one before it. Returns the states that hold now.
        Raises InputError where nothing is left, and where something of another kind that was written together
        with it was changed since: to take that back too would lose the later change.
        """
        batch = uuid.uuid4().hex
        with self._database.write() as session:
            own = select(*_MARKS).where(EntryRow.person == self.person).order_by(EntryRow.id)
            rows = session.execute(own).all()
            undone = {row.undoes for row in rows if row.undoes}
            left = [r for r in rows if r.kind in kinds and not r.undoes and r.batch not in undone]
            left = [r for r in left if subject is None or r.subject == subject]
            if not left:
                raise InputError(
                    "there is nothing to take back.", remedy="Nothing was changed.", code="TF-LAB"
                )
            last = left[-1].batch
            _refuse_what_went_on(rows, last, undone)
            before = _states_before(session, rows, last)
            for change in before:
                self._add(session, change, batch=batch, at=now(), undoes=last)
        return before


def _version(changed: datetime) -> str:
    return changed.isoformat()


def _require_newest(change: Change, last: EntryRow) -> None:
    """Raise ChangedSinceError where another state stands than the one that a change is based on."""
    version = "" if last.content is None else _version(last.time)
    if change.based_on is not None and change.based_on != version:
        raise ChangedSinceError(last.content, version)


def _unlike(at: datetime, times: Collection[datetime]) -> datetime:
    """The time, or one just after it, so that no two states of an entry have the same.

    A clock may be put back, or stand still for two writes.
    """
    while at in times:
        at += timedelta(microseconds=1)
    return at


def _refuse_what_went_on(
    rows: Sequence[Row[int, str, int, str, str | None, str]], batch: str, undone: Collection[str]
) -> None:
    """Raise InputError where an entry of a batch was changed after it."""
    own = {(row.kind, row.number): row.id for row in rows if row.batch == batch}
    for row in reversed(rows):
        is_later = row.id > own.get((row.kind, row.number), row.id)
        if is_later and not row.undoes and row.batch not in (batch, *undone):
            _, undo = _COMMANDS.get(row.kind, ("", "note undo"))
            raise InputError(
                f"{row.kind} {row.number}, which came in together with it, was changed since.",
                code="TF-LAB",
                remedy=f"Take that back first: tenfold {undo}. Nothing was changed.",
            )


def _not_there(kind: str, number: int) -> InputError:
    """No such entry of this person, said with the command that lists those that there are."""
    listed, _ = _COMMANDS.get(kind, ("week", ""))
    return InputError(
        f"you have no {kind} {number}.",
        code="TF-LAB",
        remedy=f"See what there is: tenfold {listed}",
    )


def _states_before(
    session: Session, rows: Sequence[Row[int, str, int, str, str | None, str]], batch: str
) -> list[Change]:
    """How the entries of a batch stood before it, the last written first; `rows` are all of the person."""
    last: dict[tuple[str, int], int] = {}
    earlier: dict[int, int | None] = {}
    for row in rows:
        earlier[row.id] = last.get((row.kind, row.number))
        last[row.kind, row.number] = row.id
    own = [row for row in reversed(rows) if row.batch == batch]
    contents: dict[int, Any] = {}
    for part in _parts([before for row in own if (before := earlier[row.id]) is not None]):
        query = select(EntryRow.id, EntryRow.content).where(EntryRow.id.in_(part))
        contents.update((id_, content) for id_, content in session.execute(query))
    return [
        Change(
            kind=row.kind,
            number=row.number,
            content=contents.get(before) if (before := earlier[row.id]) is not None else None,
            action="undo",
        )
        for row in own
    ]


def _parts(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    return (values[start : start + _PART] for start in range(0, len(values), _PART))
