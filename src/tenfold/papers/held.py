"""What a library holds of a paper besides its fields, as it goes out and comes in again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

__all__ = ["Held", "HeldChange", "HeldRelation"]


@dataclass(frozen=True, slots=True)
class HeldRelation:
    """What the first paper is to the second, by their keys in the export."""

    first: str
    second: str
    relation: Literal["version of", "different", "doubtful"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HeldChange:
    """One change of a paper: what was done, by whom, when, from what; `before`: what it was, and its keys."""

    action: str
    person: str
    time: datetime
    source: str = ""
    before: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What a library knew of a record besides its fields, where a file is the export of one.

    Records that a library held are never copies of each other: it kept them apart.
    """

    aliases: tuple[str, ...] = ()
    relations: tuple[HeldRelation, ...] = ()
    past: tuple[HeldChange, ...] = ()
