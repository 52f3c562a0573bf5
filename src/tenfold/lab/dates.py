"""The dated items of a workspace: meetings, exams, deadlines, written by hand or taken in from elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from tenfold.errors import InputError, nearest
from tenfold.lab.dated import DATE_KINDS, Dated, DateKind
from tenfold.lab.one_line import required_line
from tenfold.store.ledger import Change, Entry, Ledger
from tenfold.wording import worded

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["Dates", "Moved", "TakenIn", "as_date_kind", "identity"]


@dataclass(frozen=True, slots=True)
class Moved:
    """A date that was there already and is no longer the same."""

    was: Dated
    now: Dated


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What taking dates in did: those that are new, changed, as they were, and no more."""

    added: tuple[Dated, ...] = ()
    changed: tuple[Moved, ...] = ()
    same: tuple[Dated, ...] = ()
    removed: tuple[Dated, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {
            "added": [d.to_json() for d in self.added],
            "changed": [{"was": m.was.to_json(), "now": m.now.to_json()} for m in self.changed],
            "same": [d.to_json() for d in self.same],
            "removed": [d.to_json() for d in self.removed],
        }


def identity(dated: Dated) -> str:
    """What names it in a calendar, now and later: where it came from, or its number and when it was made."""
    if dated.source:
        return dated.source
    made = (dated.made or datetime.fromtimestamp(0, UTC)).astimezone(UTC)
    return f"date-{dated.number}-{made:%Y%m%dT%H%M%SZ}@tenfold"


def as_date_kind(text: str) -> DateKind:
    """A kind by its name. Raises InputError with the nearest one."""
    for kind in DATE_KINDS:
        if kind == text.strip().casefold():
            return kind
    raise InputError(
        worded("there is no kind {text!r} of dates.", text=text),
        code="TF-LAB",
        remedy=nearest(text, DATE_KINDS),
    )


class Dates:
    """The dates of one workspace. Writes are those of the acting person."""

    def __init__(self, workspace: Workspace) -> None:
        self._ledger = Ledger(workspace)

    def dates(self, person: str | None = None) -> list[Dated]:
        """Those of a person (default: the acting one) by day; of a day first what lasts all of it."""
        found = [_dated(entry) for entry in self._ledger.entries("date", person=person)]
        return sorted(found, key=lambda d: (d.day, d.at is not None, d.at or time.min, d.number))

    def dated(self, number: int) -> Dated:
        """One of one's own. Raises InputError where there is none."""
        return _dated(self._ledger.entry("date", number))

    def add(
        self, text: str, day: date, *, at: time | None = None, kind: DateKind = "other"
    ) -> Dated:
        """Write one down. Raises InputError for an empty text."""
        new = Dated(text=required_line(text, "a date"), day=day, at=at, kind=kind)
        return _standing(self._ledger.save([Change(kind="date", content=new.to_content())]))[0]

    def change(self, number: int, *, action: str = "edit", **fields: Any) -> Dated:
        """Save a new state of one; the states before it are kept."""
        changed = replace(self.dated(number), **fields)
        change = Change(kind="date", number=number, content=changed.to_content(), action=action)
        return _standing(self._ledger.save([change]))[0]

    def remove(self, numbers: Collection[int]) -> list[Dated]:
        """Take some away, all or none; `undo` brings them back."""
        found = [self.dated(number) for number in dict.fromkeys(numbers)]
        self._ledger.save([_gone(dated) for dated in found])
        return found

    def undo(self) -> list[Change]:
        """Take the last change of dates back, with all that came in together with it."""
        return self._ledger.undo(["date"])

    def take_in(self, dates: Iterable[Dated], *, gone: Collection[str] = ()) -> TakenIn:
        """Take dates in from elsewhere, all or none; each is known again by its `source`.

        One that is there gets the new text, day and time, and the new kind unless that says nothing
        ("other"). `gone` are sources of dates that are no more: these are removed.
        """
        known = {identity(dated): dated for dated in self.dates()}
        wanted = {d.source or f"new {i}": d for i, d in enumerate(dates)}
        new = [d for source, d in wanted.items() if source not in known]
        there = [(known[s], _renewed(known[s], d)) for s, d in wanted.items() if s in known]
        moved = [Moved(was, now) for was, now in there if was != now]
        removed = [known[s] for s in dict.fromkeys(gone) if s in known and s not in wanted]
        saved = self._ledger.save(
            [
                *(Change(kind="date", content=d.to_content(), action="import") for d in new),
                *(_changed(m.now) for m in moved),
                *(_gone(dated) for dated in removed),
            ]
        )
        return TakenIn(
            added=tuple(_standing(saved[: len(new)])),
            changed=tuple(moved),
            same=tuple(was for was, now in there if was == now),
            removed=tuple(removed),
        )


def _renewed(was: Dated, now: Dated) -> Dated:
    kind = was.kind if now.kind == "other" else now.kind
    return replace(was, text=now.text, day=now.day, at=now.at, kind=kind)


def _changed(dated: Dated) -> Change:
    content = dated.to_content()
    return Change(kind="date", number=dated.number, content=content, action="import")


def _gone(dated: Dated) -> Change:
    return Change(kind="date", number=dated.number, content=None, action="remove")


def _dated(entry: Entry) -> Dated:
    return entry.read(Dated.from_content)


def _standing(entries: Sequence[Entry | None]) -> list[Dated]:
    return [_dated(entry) for entry in entries if entry is not None]
