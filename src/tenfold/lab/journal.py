"""The journal: a person's notes. Those of others are seen where they were shared, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from tenfold.errors import InputError
from tenfold.lab.note import Note
from tenfold.lab.note_search import due, is_open_question
from tenfold.look.clean_text import clean_text
from tenfold.store.ledger import Change, Entry, Kind, Ledger

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["Journal", "NoteState", "TakenBack"]


@dataclass(frozen=True, slots=True)
class NoteState:
    """How a note stood from `time` on (None: removed), and the word for what was done then."""

    action: str
    time: datetime
    note: Note | None

    def to_json(self) -> dict[str, Any]:
        """As `tenfold note show --json` prints it."""
        return {
            "action": self.action,
            "time": self.time.isoformat(),
            "note": self.note.to_json() if self.note else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """An entry whose last change was taken back. Of a note: how it stood before that, and stands now."""

    kind: Kind
    number: int
    was: Note | None = None
    now: Note | None = None


class Journal:
    """The notes of the acting person, and what others shared."""

    def __init__(self, workspace: Workspace) -> None:
        self._ledger = Ledger(workspace)

    def write(self, note: Note) -> Note:
        """Save a new note; it gets its number."""
        return _saved(self._ledger.save([Change(kind="note", content=note.to_content())]))

    def notes(self) -> list[Note]:
        """All of one's own, the private ones too, by number. For the journal itself, never for a report."""
        return [_note(entry) for entry in self._ledger.entries("note")]

    def shared(self, person: str | None = None) -> list[Note]:
        """Those that a person (default: the acting one) has shared: what reports may show."""
        entries = self._ledger.entries("note", person=person)
        return [note for note in map(_note, entries) if not note.is_private]

    def note(self, number: int) -> Note:
        """One of one's own. Raises InputError where there is none."""
        return _note(self._ledger.entry("note", number))

    def change(self, number: int, *, action: str = "edit", **fields: Any) -> Note:
        """Save a new state of a note; the states before it are kept."""
        return self._save(number, action, lambda note: replace(note, **fields))

    def rewrite(self, was: Note, now: Note, *, based_on: str | None = None) -> Note:
        """Save what differs from `was`, as somebody had it before them; the states before are kept.

        What was changed meanwhile stays: a note may be unshared or answered while an editor is open. With
        `based_on` (see `Change`) it is refused instead: raises ChangedSinceError.
        """
        names = [f.name for f in fields(Note) if getattr(now, f.name) != getattr(was, f.name)]
        if not names:
            return self.note(was.number)
        said = {name: getattr(now, name) for name in names}
        return self._save(was.number, "edit", lambda note: replace(note, **said), based_on)

    def question(self, number: int) -> Note:
        """One of one's own that is a question. Raises InputError where it is none."""
        note = self.note(number)
        if note.kind != "question":
            raise InputError(
                f"note {number} is no question: its kind is {note.kind!r}.",
                code="TF-NOTE",
                remedy=f"See your open ones: tenfold note list --open. "
                f"Or make it one: tenfold note edit {number} --kind question",
            )
        return note

    def answer(self, number: int, text: str, *, day: date) -> Note:
        """Write down what came back to a question, and when. Raises InputError where the note is none."""
        self.question(number)
        said = {"answer": clean_text(text), "answered_on": day}
        return self.change(number, action="answer", **said)

    def share(self, numbers: Collection[int], *, private: bool = False) -> list[Note]:
        """Share notes, or take them back (`private`), all or none."""
        action = "unshare" if private else "share"
        entries = [self._ledger.entry("note", number) for number in dict.fromkeys(numbers)]
        notes = [replace(_note(entry), is_private=private) for entry in entries]
        self._ledger.save([_new_state(*one, action) for one in zip(entries, notes, strict=True)])
        return notes

    def remove(self, number: int) -> Note:
        """Take a note away; `undo` brings it back."""
        note = self.note(number)
        self._ledger.save([Change(kind="note", number=number, content=None, action="remove")])
        return note

    def history(self, number: int) -> list[NoteState]:
        """Every state of one's own note, oldest first, also of a removed one."""
        states = self._ledger.history("note", number)
        person, made = self._ledger.person, states[0].time
        return [
            NoteState(
                state.action,
                state.time,
                None
                if state.content is None
                else Note.from_content(state.content, number=number, person=person, made=made),
            )
            for state in states
        ]

    def undo(self) -> list[TakenBack]:
        """Take the last change of one's notes back, with all that was written together with it.

        Again: the one before it. Raises InputError where nothing is left.
        """
        return [self._taken_back(change) for change in self._ledger.undo(["note", "reply"])]

    def _save(
        self,
        number: int,
        action: str,
        changed: Callable[[Note], Note],
        based_on: str | None = None,
    ) -> Note:
        entry = self._ledger.entry("note", number)
        return _saved(
            self._ledger.save([_new_state(entry, changed(_note(entry)), action, based_on)])
        )

    def _taken_back(self, change: Change) -> TakenBack:
        assert change.number is not None  # it is the state of an entry that was there
        if change.kind != "note":
            return TakenBack(kind=change.kind, number=change.number)
        *_, was, now = self.history(change.number)
        return TakenBack(kind="note", number=change.number, was=was.note, now=now.note)

    def due(self, today: date) -> list[Note]:
        """One's own parked ideas that come back by `today`, the longest due first."""
        return due(self.notes(), today)

    def open_questions(self) -> list[Note]:
        """One's own questions that have no answer yet, by number."""
        return [note for note in self.notes() if is_open_question(note)]


def _new_state(entry: Entry, note: Note, action: str, based_on: str | None = None) -> Change:
    """A note's whole new state; not over one that came after the one from which it was made."""
    return Change(
        kind="note",
        number=entry.number,
        content=note.to_content(),
        action=action,
        based_on=entry.version if based_on is None else based_on,
    )


def _note(entry: Entry) -> Note:
    return entry.read(Note.from_content)


def _saved(entries: list[Entry | None]) -> Note:
    entry = entries[0]
    assert entry is not None  # it was written with content just now
    return _note(entry)
