"""A goal with its milestones: what was promised for when, what was kept, and how often it slipped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

__all__ = ["Goal", "Milestone", "Move", "told_goal"]


@dataclass(frozen=True, slots=True)
class Move:
    """A promise that was moved: on which day, from when to when, and why."""

    on: date
    was: date
    to: date
    why: str = ""

    @property
    def is_slip(self) -> bool:
        """Whether it went to a later day."""
        return self.to > self.was


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A step on the way to a goal, promised for a day."""

    text: str
    by: date
    done_on: date | None = None
    moves: tuple[Move, ...] = ()

    @property
    def first_by(self) -> date:
        """The day that it was promised for at first."""
        return self.moves[0].was if self.moves else self.by


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What somebody is out for. `why` says why it was dropped; `version` names the state that was read."""

    text: str
    by: date | None = None
    milestones: tuple[Milestone, ...] = ()
    done_on: date | None = None
    dropped_on: date | None = None
    why: str = ""
    moves: tuple[Move, ...] = ()
    number: int = 0
    person: str = ""
    made: datetime | None = None
    version: str = field(default="", compare=False)

    @property
    def is_open(self) -> bool:
        """Neither reached nor dropped."""
        return self.done_on is None and self.dropped_on is None

    def to_content(self) -> dict[str, Any]:
        """As the ledger keeps it: plain types, without what the ledger says itself."""
        return {
            "text": self.text,
            "by": _written(self.by),
            "milestones": [
                {
                    "text": m.text,
                    "by": m.by.isoformat(),
                    "done_on": _written(m.done_on),
                    "moves": [_move_content(move) for move in m.moves],
                }
                for m in self.milestones
            ],
            "done_on": _written(self.done_on),
            "dropped_on": _written(self.dropped_on),
            "why": self.why,
            "moves": [_move_content(move) for move in self.moves],
        }

    @classmethod
    def from_content(
        cls, content: Mapping[str, Any], *, number: int, person: str, made: datetime
    ) -> Goal:
        """The inverse of `to_content`."""
        return cls(
            text=content["text"],
            by=_read(content["by"]),
            milestones=tuple(
                Milestone(
                    text=m["text"],
                    by=date.fromisoformat(m["by"]),
                    done_on=_read(m["done_on"]),
                    moves=tuple(_move(move) for move in m["moves"]),
                )
                for m in content["milestones"]
            ),
            done_on=_read(content["done_on"]),
            dropped_on=_read(content["dropped_on"]),
            why=content["why"],
            moves=tuple(_move(move) for move in content["moves"]),
            number=number,
            person=person,
            made=made,
        )

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {"number": self.number, **self.to_content(), "person": self.person}


def told_goal(content: Mapping[str, Any]) -> str:
    """The content of a goal's entry as a text: each line a promise, its day, and what became of it."""
    lines = [content, *content["milestones"]]
    return "\n".join(
        f"{'■' if line['done_on'] else '□'} {line['text']} {line['by'] or ''}".rstrip()
        for line in lines
    ) + (f"\n{content['why']}" if content["why"] else "")


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _read(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None


def _move_content(move: Move) -> dict[str, str]:
    return {
        "on": move.on.isoformat(),
        "was": move.was.isoformat(),
        "to": move.to.isoformat(),
        "why": move.why,
    }


def _move(content: Mapping[str, str]) -> Move:
    on, was, to = (date.fromisoformat(content[name]) for name in ("on", "was", "to"))
    return Move(on, was, to, content["why"])
