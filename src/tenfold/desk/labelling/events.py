"""Words on texts, and what they come to: nothing is overwritten, later words count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

__all__ = ["RULES", "Event", "Kind", "Source", "Word", "in_force", "labels_by_item", "standing"]

Kind = Literal["label", "skip", "note", "undo"]
Source = Literal["human", "rule"]
RULES = "rules"
"""The annotator of weak labels; no person can have this name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What an annotator, or a rule, says of one text. `item` is the digest of the text.

    `chosen_by` names the strategy that proposed the text. `undoes` is the number of an event that no
    longer counts.
    """

    kind: Kind
    item: str
    example: str
    annotator: str
    label: str | None = None
    note: str = ""
    source: Source = "human"
    chosen_by: str = ""
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A word that was saved: `number` grows with time, `version` is the data's that was looked at."""

    number: int
    version: str
    time: datetime
    word: Word

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        word = self.word
        return {
            "number": self.number,
            "time": self.time.isoformat(timespec="seconds"),
            "kind": word.kind,
            "example": word.example,
            "label": word.label,
            "note": word.note,
            "source": word.source,
            "annotator": word.annotator,
            "chosen_by": word.chosen_by,
        }


def in_force(events: Iterable[Event]) -> list[Event]:
    """The labels and skips that were not undone, oldest first. Notes are no answers."""
    events = sorted(events, key=lambda event: event.number)
    undone = {event.word.undoes for event in events if event.word.kind == "undo"}
    return [e for e in events if e.word.kind in ("label", "skip") and e.number not in undone]


def standing(events: Iterable[Event]) -> dict[tuple[str, str], Event]:
    """The label or skip that counts, by (annotator, item): the last one in force.

    Undoing a second label brings the first back, as nothing is overwritten.
    """
    return {(event.word.annotator, event.word.item): event for event in in_force(events)}


def labels_by_item(
    counts: Mapping[tuple[str, str], Event], *, source: Source = "human"
) -> dict[str, dict[str, Event]]:
    """The labels of each item by annotator; skips and other sources are left out."""
    found: dict[str, dict[str, Event]] = {}
    for (annotator, item), event in counts.items():
        if event.word.kind == "label" and event.word.source == source:
            found.setdefault(item, {})[annotator] = event
    return found
