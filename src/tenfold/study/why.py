"""Why a step is computed and not reused: what of it differs from the most similar one on record.

Pure: steps and records go in, words come out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenfold.store.steps import Step, StepRecord

__all__ = ["Difference", "Past", "differences", "made"]

Fields = Mapping[str, Any]

_INPUTS: Mapping[str, str] = {
    "train": "the training examples",
    "validation": "the validation examples",
    "augmented": "the augmented training examples",
    "test": "the test texts",
    "truth": "the test labels",
    "texts": "the texts of the chunk",
    "model": "the model's weights",
    "fit": "its fit",
    "predictions": "its predictions",
    "members": "its members' predictions",
    "scripts": "the script",
    "file": "the recorded file",
    "classes": "the classes",
    "ids": "the ids of the test examples",
    "vectors": "the encoded texts",
    "tokens": "the encoded texts",
    "prefix": "the kept states of frozen layers",
    "start": "the probe that it starts from",
}
_FOLLOWS = frozenset({"augmented", "vectors", "tokens", "prefix", "start", "members"})
"""Inputs that change because something else did: told only where nothing else is."""

_NOTHING = object()


@dataclass(frozen=True)
class Difference:
    """One field in which a step differs; `old` or `new` is None where the field is not there."""

    field: str
    old: Any
    new: Any

    @property
    def part(self) -> str:
        """`version`, or one of `parameters`, `inputs`, `libraries`."""
        return self.field.partition(".")[0]

    @property
    def name(self) -> str:
        """The field within its part; a method's own parameters by their name alone."""
        name = self.field.partition(".")[2]
        return name.removeprefix("parameters.").replace("numerics.", "numerics ")

    def __str__(self) -> str:
        if self.part == "inputs":
            what = _INPUTS.get(self.name, self.name)
            if self.old is None:
                return f"{what}: there now"
            return f"{what}: not there now" if self.new is None else f"{what} changed"
        if self.name == "augment.synonyms" and self.old and self.new:
            return "the table of synonyms changed"
        name = "version of the computation" if self.part == "version" else self.name
        return f"{name} {_shown(self.old)} -> {_shown(self.new)}"


def differences(step: Step, record: StepRecord) -> list[Difference]:
    """Every field of `step` that differs from the record, its parameters first."""
    return _compare(_fields(step), _fields(record))


class Past:
    """Steps on record, oldest first, to compare new ones with.

    A record that shares no input with a step tells nothing about it, unless its key is among `own`:
    those that this study had before.
    """

    def __init__(self, records: Iterable[StepRecord], own: Collection[str] = ()) -> None:
        self._own = own
        self._records: dict[tuple[str, str], list[tuple[StepRecord, Fields]]] = defaultdict(list)
        for record in records:
            self._records[_sort_of(record)].append((record, _fields(record)))

    def reason(self, step: Step) -> str:
        """Why a step is new, by the record of its sort that differs in the fewest fields.

        Of several such records the latest counts.
        """
        fields = _fields(step)
        found = [
            _compare(fields, old)
            for record, old in self._records[_sort_of(step)]
            if record.key in self._own or set(step.inputs.values()) & set(record.inputs.values())
        ]
        return _told(min(reversed(found), key=len)) if found else "first time"


def made(record: StepRecord) -> str:
    """What is said of a step that is reused."""
    return f"same key, made {record.finished:%Y-%m-%d %H:%M} UTC"


def _sort_of(step: Step | StepRecord) -> tuple[str, str]:
    """Its name, and the kind of method that it belongs to."""
    return step.name, str(step.parameters.get("kind", ""))


def _told(found: list[Difference]) -> str:
    causes = [d for d in found if not (d.part == "inputs" and d.name in _FOLLOWS)]
    return ", ".join(dict.fromkeys(str(d) for d in causes or found))


def _shown(value: Any) -> str:
    return "none" if value is None else str(value)


def _fields(step: Step | StepRecord) -> Fields:
    """A step's fields as one flat table."""
    parts = {"parameters": step.parameters, "inputs": step.inputs, "libraries": step.libraries}
    return {**dict(_flatten("", parts)), "version": step.version}


def _flatten(prefix: str, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, Mapping) and value:
            yield from _flatten(f"{prefix}{name}.", value)
        else:
            yield f"{prefix}{name}", value


def _compare(new: Fields, old: Fields) -> list[Difference]:
    return [
        Difference(field, old.get(field), new.get(field))
        for field in dict.fromkeys([*new, *old])
        if new.get(field, _NOTHING) != old.get(field, _NOTHING)
    ]
