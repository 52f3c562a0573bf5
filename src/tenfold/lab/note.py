"""A note: one thing that somebody thought, did, asked, was told, put off, decided against or wants to learn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Literal, get_args

__all__ = ["KINDS", "Note", "NoteKind"]

NoteKind = Literal["thought", "did", "question", "advice", "parked", "not-now", "to-learn"]
KINDS: tuple[NoteKind, ...] = get_args(NoteKind)
_DATES = ("day", "asked_on", "answered_on", "look_again")


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What was noted. It is private, and stands in no report, until its writer shares it.

    day
        The day that it belongs to, on the writer's calendar.
    before
        Of a thought: what its writer believed before. That makes it a change of belief.
    whom, asked_on, answer, answered_on
        Of a question: whom to ask, when it was asked, what came back and when.
    giver
        Of advice: who gave it.
    look_again, why
        Of a parked idea: when it comes back, and why it was parked. Of a "not now": why not.
    """

    text: str
    day: date
    kind: NoteKind = "thought"
    tags: tuple[str, ...] = ()
    is_private: bool = True
    before: str = ""
    whom: str = ""
    asked_on: date | None = None
    answer: str = ""
    answered_on: date | None = None
    giver: str = ""
    look_again: date | None = None
    why: str = ""
    number: int = 0
    person: str = ""
    made: datetime | None = None

    def to_content(self) -> dict[str, Any]:
        """As the ledger keeps it: plain types, without what the ledger says itself."""
        content = {f.name: getattr(self, f.name) for f in fields(self)}
        for name in ("number", "person", "made"):
            del content[name]
        content["tags"] = list(self.tags)
        for name in _DATES:
            content[name] = content[name].isoformat() if content[name] else None
        return content

    @classmethod
    def from_content(
        cls, content: Mapping[str, Any], *, number: int, person: str, made: datetime
    ) -> Note:
        """The inverse of `to_content`; what it does not know is left out."""
        known = {f.name for f in fields(cls)}
        values = {name: value for name, value in content.items() if name in known}
        values["tags"] = tuple(values.get("tags", ()))
        for name in _DATES:
            values[name] = date.fromisoformat(values[name]) if values.get(name) else None
        return cls(**{**values, "number": number, "person": person, "made": made})

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        made = self.made.isoformat(timespec="seconds") if self.made else None
        return {"number": self.number, **self.to_content(), "person": self.person, "made": made}
