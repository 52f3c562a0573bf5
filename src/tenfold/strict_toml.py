"""What strictly read TOML files that people write have in common: all problems come in one message."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tenfold.errors import InputError, nearest

__all__ = ["MOST_BYTES", "StrictFile", "are_tables", "short", "unknown_names"]

MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class StrictFile:
    """How problems of a file are said: the code, the file's name, and an example of what is wanted."""

    code: str
    where: str
    wanted: str

    def read(self, content: bytes) -> dict[str, Any]:
        """What the bytes say. Raises InputError where they are no TOML, or too many."""
        try:
            if len(content) > MOST_BYTES:
                raise ValueError(f"it has more than {MOST_BYTES:,} bytes")
            return tomllib.loads(content.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:  # also what TOML and UTF-8 raise
            raise self._refused(f"cannot be read as TOML: {error}.") from None

    def require_none(self, found: Iterable[str]) -> None:
        """Raise one InputError with all problems, if there are any."""
        if problems := list(found):
            count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
            raise self._refused("\n  ".join([f"{count}:", *problems]))

    def _refused(self, what: str) -> InputError:
        return InputError(what, code=self.code, where=self.where, remedy=self.wanted)


def unknown_names(table: Mapping[str, Any], known: Collection[str]) -> Iterator[str]:
    """A problem for each name of a table that is none of `known`."""
    for name in table:
        if name not in known:
            yield f"{short(name)}: is not known. {nearest(name, known)}".rstrip()


def are_tables(entries: object) -> bool:
    """Whether something is a list of tables, as ``[[name]]`` makes one."""
    return isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries)


def short(value: object) -> str:
    r"""A value as a message shows it: on one line, without what a terminal would obey, cut at 60 characters.

    >>> short(["a\x1b[2J"])
    "['a\\x1b[2J']"
    """
    text = " ".join("".join(c if c.isprintable() else " " for c in str(value)).split())
    return text if len(text) <= 60 else text[:59] + "…"
