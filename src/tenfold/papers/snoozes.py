"""Papers that a person put off: not proposed for reading until a day, or never."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from tenfold.errors import InputError
from tenfold.papers.holdings import Holdings
from tenfold.papers.subject import number_of, subject_of, subjects_now
from tenfold.store.ledger import Change, Entry, Ledger

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["Snoozes"]


class Snoozes:
    """What the acting person put off, by the numbers of papers. Nobody else's plan changes with it."""

    def __init__(self, workspace: Workspace) -> None:
        self._ledger = Ledger(workspace)
        self._holdings = Holdings(workspace)

    def all(self) -> dict[int, date | None]:
        """Until when each paper is put off, that day not included; None: dropped."""
        return {number: _until(entries[0]) for number, entries in self._standing().items()}

    def snooze(self, numbers: Sequence[int], *, until: date, today: date) -> None:
        """Put papers off until a day. Raises InputError for a day that is not ahead."""
        if until <= today:
            raise InputError(f"{until} is not ahead: today is {today}.", code="TF-PAPER")
        self._put(numbers, until, "snooze")

    def drop(self, numbers: Sequence[int]) -> None:
        """Never propose papers again, until they are taken back."""
        self._put(numbers, None, "drop")

    def take_back(self, numbers: Sequence[int]) -> int:
        """Let papers be proposed again; how many of them were put off."""
        known = self._standing()
        there = [number for number in dict.fromkeys(numbers) if number in known]
        self._ledger.save(
            [
                Change(kind="snooze", content=None, number=entry.number, action="take back")
                for number in there
                for entry in known[number]
            ]
        )
        return len(there)

    def _put(self, numbers: Sequence[int], until: date | None, action: str) -> None:
        known = self._standing()
        content = {"until": until.isoformat() if until else None}
        self._ledger.save(
            [
                Change(
                    kind="snooze",
                    content=content,
                    number=known[number][0].number if number in known else None,
                    subject=subject_of(number),
                    action=action,
                )
                for number in dict.fromkeys(numbers)
            ]
        )

    def _standing(self) -> dict[int, list[Entry]]:
        """What stands by paper: first what is about itself, then about those that were merged into it."""
        entries = self._ledger.entries("snooze")
        now = subjects_now(self._holdings, (entry.subject for entry in entries))
        found: dict[int, list[Entry]] = {}
        for entry in sorted(entries, key=lambda entry: now[entry.subject] != entry.subject):
            found.setdefault(number_of(now[entry.subject]), []).append(entry)
        return found


def _until(entry: Entry) -> date | None:
    said = entry.content["until"]
    return date.fromisoformat(said) if said else None
