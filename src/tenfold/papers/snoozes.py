"""Papers that a person put off: not proposed for reading until a day, or never."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from tenfold.errors import InputError
from tenfold.store.ledger import Change, Ledger

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["Snoozes"]

_SUBJECT = "paper:"


class Snoozes:
    """What the acting person put off, by the numbers of papers. Nobody else's plan changes with it."""

    def __init__(self, workspace: Workspace) -> None:
        self._ledger = Ledger(workspace)

    def all(self) -> dict[int, date | None]:
        """Until when each paper is put off, that day not included; None: dropped."""
        return {number: until for number, (_, until) in self._standing().items()}

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
        gone = [
            Change(kind="snooze", content=None, number=known[number][0], action="take back")
            for number in dict.fromkeys(numbers)
            if number in known
        ]
        self._ledger.save(gone)
        return len(gone)

    def _put(self, numbers: Sequence[int], until: date | None, action: str) -> None:
        known = self._standing()
        content = {"until": until.isoformat() if until else None}
        self._ledger.save(
            [
                Change(
                    kind="snooze",
                    content=content,
                    number=known[number][0] if number in known else None,
                    subject=f"{_SUBJECT}{number}",
                    action=action,
                )
                for number in dict.fromkeys(numbers)
            ]
        )

    def _standing(self) -> dict[int, tuple[int, date | None]]:
        """By paper: the entry's own number, and the day."""
        return {
            int(entry.subject.removeprefix(_SUBJECT)): (
                entry.number,
                date.fromisoformat(said) if (said := entry.content["until"]) else None,
            )
            for entry in self._ledger.entries("snooze")
        }
