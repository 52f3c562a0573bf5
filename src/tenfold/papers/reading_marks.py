"""The marks of a reader on the papers of the library."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from tenfold.papers.mark_change import MarkChange, changed, read_state
from tenfold.papers.paper_ledger import PaperLedger
from tenfold.papers.reading_mark import READING_STATES, ReadingMark
from tenfold.papers.typed import typed_line
from tenfold.store.ledger import Change, Entry, State

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["ReadingMarks"]


class ReadingMarks:
    """One person's marks. Nobody else sees them: neither state nor tags, nor from whom a paper came."""

    def __init__(self, workspace: Workspace, *, person: str | None = None) -> None:
        self._ledger = PaperLedger(workspace, person=person)
        self.person = self._ledger.person

    def mark(self, subject: str) -> ReadingMark:
        """How the person stands to a paper; one never marked is in the inbox."""
        entry = self._entry(subject)
        return _mark(entry) if entry else ReadingMark(subject=subject)

    def all(self) -> list[ReadingMark]:
        """All marks of the person, in the order in which they were first made."""
        return [_mark(entry) for entry in self._ledger.entries("mark")]

    def change(self, subject: str, change: MarkChange, *, day: date) -> ReadingMark:
        """Save what the person says of a paper on `day`: all of it, or where it cannot be, nothing.

        Raises InputError as `changed` does.
        """
        return self._save(changed(self.mark(subject), change, day=day), "mark")

    def reach(self, subject: str, state: str, *, day: date) -> ReadingMark:
        """Say how far a paper was read, but never go back from a state that was reached."""
        before = self.mark(subject)
        if READING_STATES.index(before.state) >= READING_STATES.index(read_state(state)):
            return before
        return self.change(subject, MarkChange(state=state), day=day)

    def tag(
        self, subject: str, tags: Iterable[str] = (), *, untag: Iterable[str] = ()
    ) -> ReadingMark:
        """Put tags on a paper and take some off, whatever their case. Raises InputError for an empty one."""
        before = self.mark(subject)
        less = {_clean_tag(tag).casefold() for tag in untag}
        named: dict[str, str] = {}
        for tag in [*before.tags, *map(_clean_tag, tags)]:
            named.setdefault(tag.casefold(), tag)
        kept = tuple(tag for folded, tag in named.items() if folded not in less)
        return self._save(replace(before, tags=kept), "tag")

    def owed(self) -> list[ReadingMark]:
        """What somebody waits for: the earliest due first, then what has no day."""
        marks = [mark for mark in self.all() if mark.is_owed]
        return sorted(marks, key=lambda mark: mark.due or date.max)

    def history(self, subject: str) -> list[State]:
        """Every state of the person's mark on a paper, oldest first; empty where it was never marked."""
        entry = self._entry(subject)
        return self._ledger.history("mark", entry.number) if entry else []

    def _entry(self, subject: str) -> Entry | None:
        about = self._ledger.about(subject, ["mark"])
        return next((entry for entry in about if entry.person == self.person), None)

    def _save(self, mark: ReadingMark, action: str) -> ReadingMark:
        entry = self._entry(mark.subject)
        before = _mark(entry) if entry else ReadingMark(subject=mark.subject)
        if mark != before:
            number = entry.number if entry else None
            change = Change(
                kind="mark",
                number=number,
                content=mark.to_content(),
                subject=mark.subject,
                action=action,
                once=number is None,
            )
            self._ledger.save([change])
        return mark


def _mark(entry: Entry) -> ReadingMark:
    return ReadingMark.from_content(entry.content, subject=entry.subject)


def _clean_tag(said: str) -> str:
    return typed_line(said.lstrip().lstrip("#＃"), "tag")
