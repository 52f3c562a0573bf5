"""The journal: a person's notes. Those of others are seen where they were shared, and nowhere else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tenfold.lab.ledger import Change, Entry, Ledger
from tenfold.lab.note import Note

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["Journal"]


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
        changed = replace(self.note(number), **fields)
        change = Change(kind="note", number=number, content=changed.to_content(), action=action)
        return _saved(self._ledger.save([change]))

    def share(self, numbers: Collection[int], *, private: bool = False) -> list[Note]:
        """Share notes, or take them back (`private`), all or none."""
        action = "unshare" if private else "share"
        notes = [replace(self.note(number), is_private=private) for number in numbers]
        self._ledger.save(
            [
                Change(kind="note", number=n.number, content=n.to_content(), action=action)
                for n in notes
            ]
        )
        return notes

    def remove(self, number: int) -> Note:
        """Take a note away; `undo` brings it back."""
        note = self.note(number)
        self._ledger.save([Change(kind="note", number=number, content=None, action="remove")])
        return note


def _note(entry: Entry) -> Note:
    return Note.from_content(
        entry.content, number=entry.number, person=entry.person, made=entry.made
    )


def _saved(entries: list[Entry | None]) -> Note:
    entry = entries[0]
    assert entry is not None  # it was written with content just now
    return _note(entry)
