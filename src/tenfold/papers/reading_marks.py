"""The marks of a reader on the papers of the library."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from tenfold.errors import InputError, nearest
from tenfold.papers.reading_mark import READING_STATES, UNITS, Progress, ReadingMark
from tenfold.papers.typed import typed_line
from tenfold.store.ledger import Change, Entry, Ledger, State

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["ReadingMarks"]

_SAID = {"read": "read in depth", "in depth": "read in depth"}


class ReadingMarks:
    """One person's marks. Nobody else sees them: neither state nor tags, nor from whom a paper came."""

    def __init__(self, workspace: Workspace, *, person: str | None = None) -> None:
        self._ledger = Ledger(workspace, person=person)
        self.person = self._ledger.person

    def mark(self, subject: str) -> ReadingMark:
        """How the person stands to a paper; one never marked is in the inbox."""
        entry = self._entry(subject)
        return _mark(entry) if entry else ReadingMark(subject=subject)

    def all(self) -> list[ReadingMark]:
        """All marks of the person, in the order in which they were first made."""
        return [_mark(entry) for entry in self._ledger.entries("mark")]

    def set_state(self, subject: str, state: str, *, day: date) -> ReadingMark:
        """Say how far a paper was read, on `day`. Raises InputError for an unknown state."""
        said = _known_state(state)
        before = self.mark(subject)
        since = {**before.since, said: day}
        return self._save(replace(before, state=said, since=since), "state")

    def reach(self, subject: str, state: str, *, day: date) -> ReadingMark:
        """The same, but never back: who has read a paper in depth does not skim it by skimming it again."""
        before = self.mark(subject)
        if READING_STATES.index(before.state) >= READING_STATES.index(_known_state(state)):
            return before
        return self.set_state(subject, state, day=day)

    def tag(
        self, subject: str, tags: Iterable[str] = (), *, untag: Iterable[str] = ()
    ) -> ReadingMark:
        """Put tags on a paper and take some off, whatever their case. Raises InputError for an empty one."""
        before = self.mark(subject)
        less = {_clean_tag(tag).casefold() for tag in untag}
        more = [_clean_tag(tag) for tag in tags]
        kept = {tag.casefold(): tag for tag in before.tags if tag.casefold() not in less}
        for tag in more:
            kept.setdefault(tag.casefold(), tag)
        return self._save(replace(before, tags=tuple(kept.values())), "tag")

    def hand_over(
        self, subject: str, *, giver: str = "", due: date | None = None, day: date
    ) -> ReadingMark:
        """Say who handed a paper over on `day`, by when it is to be read, or both; it is to be read then."""
        before = self.mark(subject)
        state = "to read" if before.state == "inbox" else before.state
        handed = replace(
            before,
            giver=typed_line(giver, "name") if giver.strip() else before.giver,
            due=due or before.due,
            handed_on=day,
            state=state,
            since=before.since if state == before.state else {**before.since, state: day},
        )
        return self._save(handed, "hand over")

    def settle(self, subject: str) -> ReadingMark:
        """Owe a paper to nobody any more; that it was handed over stays in the history."""
        settled = replace(self.mark(subject), giver="", handed_on=None, due=None)
        return self._save(settled, "settle")

    def set_progress(
        self, subject: str, done: int, total: int | None = None, unit: str | None = None
    ) -> ReadingMark:
        """Say how far one is; `total` and `unit` need saying once. Raises InputError where they do not fit."""
        before = self.mark(subject)
        was = before.progress or Progress(0, 0)
        progress = Progress(done, was.total if total is None else total, unit or was.unit)
        if progress.unit not in UNITS:
            raise InputError(
                f"there is no unit {progress.unit!r}.",
                code="TF-PAPER",
                remedy=nearest(progress.unit, UNITS),
            )
        if not 0 <= done <= progress.total <= 1_000_000 or progress.total == 0:
            raise InputError(
                f"{done} of {progress.total} {progress.unit} cannot be.",
                code="TF-PAPER",
                remedy="Say how many there are once, for example --progress 40/200.",
            )
        return self._save(replace(before, progress=progress), "progress")

    def set_saved(self, subject: str, saved: bool) -> ReadingMark:
        """Keep a paper at hand, or no longer."""
        return self._save(replace(self.mark(subject), saved=saved), "save")

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
        if entry is None or _mark(entry) != mark:
            number = entry.number if entry else None
            content: dict[str, Any] = mark.to_content()
            change = Change(
                kind="mark", number=number, content=content, subject=mark.subject, action=action
            )
            self._ledger.save([change])
        return mark


def _mark(entry: Entry) -> ReadingMark:
    return ReadingMark.from_content(entry.content, subject=entry.subject)


def _known_state(said: str) -> str:
    folded = " ".join(said.casefold().replace("-", " ").replace("_", " ").split())
    state = _SAID.get(folded, folded)
    if state not in READING_STATES:
        raise InputError(
            f"there is no reading state {said!r}.",
            code="TF-PAPER",
            remedy=nearest(state, READING_STATES),
        )
    return state


def _clean_tag(said: str) -> str:
    return typed_line(said.lstrip().lstrip("#＃"), "tag")
