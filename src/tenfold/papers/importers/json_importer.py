"""An importer of answers in JSON: which records an answer holds, and what paper each of them is."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from tenfold.papers.importers.importer import Read, Refused
from tenfold.papers.importers.json_answers import json_values
from tenfold.papers.importers.json_fields import Fields
from tenfold.papers.importers.source_file import opened
from tenfold.papers.record import Paper

__all__ = ["JsonImporter", "excerpt_of"]

_EXCERPT = 80


@dataclass(frozen=True, slots=True)
class JsonImporter:
    """One source. `looks` tells it by the first bytes; `records` finds the records of an answer.

    `paper_of` makes a paper of a record, or says why it is none.
    """

    name: str
    looks: Callable[[bytes], bool]
    records: Callable[[Any], Iterator[Any]]
    paper_of: Callable[[Fields], Paper | str]
    endings: tuple[str, ...] = (".json", ".jsonl", ".ndjson")

    def recognises(self, path: Path, head: bytes) -> bool:
        """Whether a file looks like an answer of this source."""
        return head.lstrip(b"\xef\xbb\xbf \t\r\n\x1e")[:1] in (b"{", b"[") and self.looks(head)

    def read(self, path: Path) -> Iterator[Read | Refused]:
        """Every record of every answer in the file, in its order."""
        with opened(path) as file:
            yield from self._read(file, path.name)

    def read_answer(self, content: bytes, where: str) -> Iterator[Read | Refused]:
        """Every record of an answer that was fetched."""
        return self._read(io.BytesIO(content), where)

    def _read(self, file: BinaryIO, name: str) -> Iterator[Read | Refused]:
        for value in json_values(file, name):
            if isinstance(value, Refused):
                yield value
                continue
            where, answer = value
            for number, record in enumerate(self.records(answer), start=1):
                place = f"{where}, record {number}" if record is not answer else where
                yield self._record(record, place)

    def _record(self, record: Any, where: str) -> Read | Refused:
        fields = Fields(record)
        paper = self.paper_of(fields)
        if isinstance(paper, str):
            return Refused(where, paper, excerpt_of(record))
        return Read(paper, where, fields.remarks())


def excerpt_of(record: Any) -> str:
    """The beginning of a record, whatever it is; never all of a large one."""
    if isinstance(record, dict):
        shown = ((key, value) for key, value in record.items() if isinstance(value, str | int))
        first = (
            f"{str(key)[:20]}: {_short(value)}"
            for (key, value), _ in zip(shown, range(3), strict=False)
        )
        return "; ".join(first)[:_EXCERPT]
    return _short(record) if isinstance(record, str | int | float) else type(record).__name__


def _short(value: object) -> str:
    if isinstance(value, int) and value.bit_length() > 200:
        return "a very long number"
    return str(value)[:_EXCERPT].encode("utf-8", "replace").decode("utf-8")
