"""One thing that somebody said of a paper, as a JSON object that a person can read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tenfold.papers.importers.csl import NOT_TEXT
from tenfold.store.ledger import State

__all__ = ["CarriedEntry", "entry_of", "json_of", "told_apart"]

_LONGEST_NAME = 200
_LONGEST_ACTION = 20
_HIGHEST = 10**9
_LINES = "lines"
"""A text of several lines is a list of them under this name, so that it can be read in the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedEntry:
    """An entry of the ledger outside of it: papers stand in it by their keys, entries by `number`, which
    counts within their kind and this export.

    states
        At least one. What others than its author may not see (what it said before, what was taken away) is not
        among them: then it is one state, or two of the same content where it was changed since.
    """

    kind: str
    number: int
    person: str
    states: tuple[State, ...]

    @property
    def content(self) -> Mapping[str, Any] | None:
        """How it stands; None: it was taken away."""
        return self.states[-1].content


def told_apart(states: Sequence[State]) -> tuple[State, ...]:
    """States as everybody may see them: when it was begun, when it was changed last, and how it stands."""
    first, last = states[0], states[-1]
    begun = State(action="write", time=first.time, content=last.content)
    if last.time == first.time:
        return (begun,)
    return begun, State(action="edit", time=last.time, content=last.content)


def json_of(entry: CarriedEntry) -> dict[str, Any]:
    """The object; `entry_of` is its inverse."""
    said: dict[str, Any] = {
        "kind": entry.kind,
        "number": entry.number,
        "by": entry.person,
        "on": entry.states[0].time.isoformat(),
    }
    if entry.states[-1].time != entry.states[0].time:
        said["changed"] = entry.states[-1].time.isoformat()
    said["says"] = _readable(entry.content)
    if any(state.content != entry.content for state in entry.states):
        said["states"] = [
            {"on": s.time.isoformat(), "done": s.action, "says": _readable(s.content)}
            for s in entry.states
        ]
    return said


def entry_of(said: Any) -> CarriedEntry | None:
    """The entry that an object of a file is; None where it is none."""
    try:
        if NOT_TEXT.search(json.dumps(said, ensure_ascii=False)):
            return None
        states = tuple(map(_state, said["states"])) if "states" in said else _told(said)
        entry = CarriedEntry(
            kind=said["kind"], number=said["number"], person=said["by"], states=states
        )
    except (TypeError, KeyError, AttributeError, ValueError, OverflowError, RecursionError):
        return None
    return entry if states and _is_sound(entry) else None


def _told(said: Mapping[str, Any]) -> tuple[State, ...]:
    content = _content(said["says"])
    begun = State(action="write", time=_time(said["on"]), content=content)
    changed = State(action="edit", time=_time(said.get("changed", said["on"])), content=content)
    return told_apart((begun, changed))


def _state(said: Mapping[str, Any]) -> State:
    return State(action=said["done"], time=_time(said["on"]), content=_content(said["says"]))


def _time(said: str) -> datetime:
    time = datetime.fromisoformat(said)
    if time.tzinfo is None:
        raise ValueError("a time without its zone")
    return time


def _is_sound(entry: CarriedEntry) -> bool:
    return (
        isinstance(entry.kind, str)
        and type(entry.number) is int
        and 0 < entry.number < _HIGHEST
        and isinstance(entry.person, str)
        and 0 < len(entry.person) <= _LONGEST_NAME
        and entry.person.isprintable()
        and all(
            isinstance(s.action, str)
            and len(s.action) <= _LONGEST_ACTION
            and (s.content is None or isinstance(s.content, dict))
            for s in entry.states
        )
    )


def _content(said: Any) -> dict[str, Any] | None:
    return None if said is None else {name: _written(value) for name, value in said.items()}


def _readable(value: Any) -> Any:
    if isinstance(value, str) and "\n" in value:
        return {_LINES: value.split("\n")}
    if isinstance(value, dict):
        return {name: _readable(item) for name, item in value.items()}
    return [_readable(item) for item in value] if isinstance(value, list) else value


def _written(value: Any) -> Any:
    if isinstance(value, dict):
        lines = value.get(_LINES)
        if len(value) == 1 and isinstance(lines, list) and all(isinstance(s, str) for s in lines):
            return "\n".join(lines)
        return {name: _written(item) for name, item in value.items()}
    return [_written(item) for item in value] if isinstance(value, list) else value
