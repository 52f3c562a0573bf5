"""A date that one does not choose: a meeting, an exam, the deadline of a venue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal, get_args

__all__ = ["DATE_KINDS", "DateKind", "Dated"]

DateKind = Literal["meeting", "exam", "deadline", "other"]
DATE_KINDS: tuple[DateKind, ...] = get_args(DateKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """Something on a day, at a time or all day long (`at` is None), on its owner's clock.

    `source` tells where it came from, so that the same is not taken in twice: the identifier in a calendar
    file, or ``venue:KEY``; empty: written by hand.
    """

    text: str
    day: date
    at: time | None = None
    kind: DateKind = "other"
    source: str = ""
    number: int = 0
    person: str = ""
    made: datetime | None = None

    def to_content(self) -> dict[str, Any]:
        """As the ledger keeps it: plain types, without what the ledger says itself."""
        return {
            "text": self.text,
            "day": self.day.isoformat(),
            "at": self.at.isoformat("minutes") if self.at else None,
            "kind": self.kind,
            "source": self.source,
        }

    @classmethod
    def from_content(
        cls, content: Mapping[str, Any], *, number: int, person: str, made: datetime
    ) -> Dated:
        """The inverse of `to_content`."""
        return cls(
            text=content["text"],
            day=date.fromisoformat(content["day"]),
            at=time.fromisoformat(content["at"]) if content["at"] else None,
            kind=content["kind"],
            source=content["source"],
            number=number,
            person=person,
            made=made,
        )

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {"number": self.number, **self.to_content(), "person": self.person}
