"""Fields of a JSON answer, each read as the type that is needed; what is of another type is noted and left."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from tenfold.papers.importers.answers.plain_text import one_line

__all__ = ["Fields"]

_LARGEST = 2**53  # beyond it JSON's numbers are no longer exact, and no count or year is as large
_LONGEST_LIST = 100_000


class Fields:
    """One object of an answer. `wrong` gathers, for this object and all within it, what was left."""

    def __init__(self, content: Any, wrong: list[str] | None = None, path: str = "") -> None:
        self.wrong: list[str] = [] if wrong is None else wrong
        self._path = path
        self._content: Mapping[str, Any] = self._of_type(content, dict, "object", path) or {}

    def __bool__(self) -> bool:
        return bool(self._content)

    def __contains__(self, name: str) -> bool:
        return name in self._content

    def __iter__(self) -> Iterator[str]:
        return iter(self._content)

    def text(self, name: str) -> str:
        """A text on one line; empty where there is none."""
        return one_line(self.raw_text(name))

    def raw_text(self, name: str) -> str:
        """A text as it stands."""
        return self._of_type(self._content.get(name), str, "text", self._at(name)) or ""

    def whole(self, name: str) -> int | None:
        """A whole number of zero or more."""
        value = self._content.get(name)
        if isinstance(value, float) and math.isfinite(value) and value.is_integer():
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool):
            if 0 <= value <= _LARGEST:
                return value
            self._left(self._at(name), f"whole number of 0 to {_LARGEST}", value)
        elif value is not None:
            self._left(self._at(name), "whole number", value)
        return None

    def is_number(self, name: str) -> bool:
        """Whether a number stands there."""
        return type(self._content.get(name)) in (int, float)

    def is_text(self, name: str) -> bool:
        """Whether a text stands there."""
        return type(self._content.get(name)) is str

    def flag(self, name: str) -> bool | None:
        """True, false, or None where it is not said."""
        value: bool | None = self._of_type(
            self._content.get(name), bool, "true or false", self._at(name)
        )
        return value

    def list(self, name: str) -> list[Any]:
        """A list of anything; empty where there is none."""
        found = self._of_type(self._content.get(name), list, "list", self._at(name)) or []
        if len(found) > _LONGEST_LIST:
            self.wrong.append(
                f"{self._at(name)}: the first {_LONGEST_LIST} of {len(found)} are read"
            )
        return found[:_LONGEST_LIST]

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a list, on one line each, without empty ones."""
        said = (self._of_type(v, str, "text", self._at(name)) for v in self.list(name))
        return tuple(line for text in said if text and (line := one_line(text)))

    def inner(self, name: str) -> Fields:
        """An object within this one; without fields where there is none."""
        return Fields(self._content.get(name), self.wrong, self._at(name))

    def inners(self, name: str) -> Iterator[Fields]:
        """The objects of a list."""
        for value in self.list(name):
            yield Fields(value, self.wrong, self._at(name))

    def remarks(self) -> tuple[str, ...]:
        """What was left, each place once, ten at most."""
        said = list(dict.fromkeys(self.wrong))
        more = [f"and {len(said) - 10} more fields were left out"] if len(said) > 10 else []
        return (*said[:10], *more)

    def _at(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name

    def _of_type(self, value: Any, kind: type, words: str, path: str) -> Any:
        if value is None or type(value) is kind:
            return value
        self._left(path, words, value)
        return None

    def _left(self, path: str, words: str, value: Any) -> None:
        self.wrong.append(f"{path or 'the record'}: left out, {_TYPES[type(value)]} is no {words}")


_TYPES = {
    dict: "an object",
    list: "a list",
    str: "a text",
    bool: "true or false",
    int: "this number",
    float: "this number",
    type(None): "null",
}
