"""A part: the fields of a format that stand together for one or several fields of a paper.

A part reads and writes. What it would not write again as it stood is kept word for word in `Paper.extra`;
when the paper goes out, what was kept is written as long as it still says what the paper says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from tenfold.papers.record import ID_KINDS, Paper

__all__ = ["Part", "Slots", "kept", "paper_of", "slots_read", "value_of", "written"]

Raw = TypeVar("Raw")
Slots = dict[str, Any]
"""Values by field of a paper; an identifier is ``ids.doi``. What is not known is empty or None."""


@dataclass(frozen=True, slots=True)
class Part(Generic[Raw]):
    """`read` gives a value for each of its slots, whatever the fields are; `write` leaves out what is empty."""

    names: tuple[str, ...]
    read: Callable[[Mapping[str, Raw]], Slots]
    write: Callable[[Paper], Mapping[str, Raw]]

    def fields_in(self, raw: Mapping[str, Raw]) -> dict[str, Raw]:
        found = {}
        for name in self.names:  # a loop: this is called for every part of every record
            if name in raw:
                found[name] = raw[name]
        return found


def slots_read(parts: Sequence[Part[Raw]], raw: Mapping[str, Raw]) -> Slots:
    """What the fields of a record say; a part that is not there says nothing."""
    slots: Slots = {}
    for part in parts:
        if part.fields_in(raw):
            slots.update((slot, value) for slot, value in part.read(raw).items() if value)
    return slots


def paper_of(slots: Slots, *, key: str, extra: Mapping[str, str]) -> Paper:
    """A paper with these values."""
    ids: dict[str, str] = {
        kind: slots[f"ids.{kind}"] for kind in ID_KINDS if slots.get(f"ids.{kind}")
    }
    plain = {slot: value for slot, value in slots.items() if "." not in slot}
    return Paper(**{"title": "", **plain}, key=key, ids=ids, extra=extra)


def value_of(paper: Paper, slot: str) -> Any:
    """What a paper has in a slot."""
    kind = slot.removeprefix("ids.")
    return paper.ids.get(kind) if kind != slot else getattr(paper, slot)


def kept(
    parts: Sequence[Part[Raw]], raw: Mapping[str, Raw], paper: Paper, form: Callable[[Raw], Any]
) -> dict[str, Raw]:
    """The fields of a record that would not be written again as they stand; `form` says what counts as same."""
    again: set[str] = set()
    for part in parts:
        if there := part.fields_in(raw):  # most parts are not there, and writing is what takes time
            new = part.write(paper)
            if there.keys() == new.keys() and all(
                there[name] == new[name] or form(there[name]) == form(new[name]) for name in there
            ):
                again.update(there)
    return {name: value for name, value in raw.items() if name not in again}


def written(parts: Sequence[Part[Raw]], paper: Paper, keeping: Mapping[str, Raw]) -> dict[str, Raw]:
    """Every field of a record, in the order of the parts, then what no part knows, by name."""
    fields: dict[str, Raw] = {}
    for part in parts:
        fields.update(_fields_of(part, paper, keeping))
    known = {name for part in parts for name in part.names}
    fields.update((name, value) for name, value in sorted(keeping.items()) if name not in known)
    return fields


def _fields_of(part: Part[Raw], paper: Paper, keeping: Mapping[str, Raw]) -> Mapping[str, Raw]:
    there = part.fields_in(keeping)
    if there and all(
        (value or None) == (had or None) for value, had in _compared(part.read(keeping), paper)
    ):
        return there
    return part.write(paper)


def _compared(slots: Slots, paper: Paper) -> Iterator[tuple[Any, Any]]:
    for slot, value in slots.items():
        yield value, value_of(paper, slot)
