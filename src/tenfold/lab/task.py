"""A task: what somebody plans to do on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tenfold.lab.weeks import Week

__all__ = ["Task"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something planned for a day.

    An unfinished one is carried over by itself: it stands in the week after the one that it was planned
    for, and in the next. `n_moves` counts how often it was put off by hand to a later week, and the weeks that
    it had been carried over by itself when it was planned anew. `giver` says who set it where that was somebody
    else.
    """

    text: str
    day: date
    done_on: date | None = None
    dropped_on: date | None = None
    n_moves: int = 0
    giver: str = ""
    number: int = 0
    person: str = ""
    made: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Neither done nor dropped."""
        return self.done_on is None and self.dropped_on is None

    def n_carried(self, week: Week) -> int:
        """How often it was carried over by the time of `week`: week by week by itself, or by hand."""
        return self.n_moves + max(0, week.since(Week.of(self.day)))

    def to_content(self) -> dict[str, Any]:
        """As the ledger keeps it: plain types, without what the ledger says itself."""
        return {
            "text": self.text,
            "day": self.day.isoformat(),
            "done_on": self.done_on.isoformat() if self.done_on else None,
            "dropped_on": self.dropped_on.isoformat() if self.dropped_on else None,
            "n_moves": self.n_moves,
            "giver": self.giver,
        }

    @classmethod
    def from_content(
        cls, content: Mapping[str, Any], *, number: int, person: str, made: datetime
    ) -> Task:
        """The inverse of `to_content`."""
        done, dropped = content["done_on"], content["dropped_on"]
        return cls(
            text=content["text"],
            day=date.fromisoformat(content["day"]),
            done_on=date.fromisoformat(done) if done else None,
            dropped_on=date.fromisoformat(dropped) if dropped else None,
            n_moves=content["n_moves"],
            giver=content["giver"],
            number=number,
            person=person,
            made=made,
        )

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {"number": self.number, **self.to_content(), "person": self.person}
