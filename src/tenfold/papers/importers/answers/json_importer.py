"""What importers of answers in JSON share: a file of answers, their records, a paper of each."""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from tenfold.papers.importers.answers.json_answers import json_values
from tenfold.papers.importers.answers.json_fields import Fields
from tenfold.papers.importers.answers.source_file import opened
from tenfold.papers.importers.importer import Read, Refused
from tenfold.papers.record import Paper

__all__ = ["MOST_RECORDS", "JsonImporter", "excerpt_of"]

MOST_RECORDS = 20_000
"""Records of one answer that are read; no source answers a tenth as many."""

_EXCERPT = 80


class JsonImporter(ABC):
    """One source whose answers are JSON."""

    name: str
    endings: tuple[str, ...] = (".json", ".jsonl", ".ndjson")

    @abstractmethod
    def looks(self, head: bytes) -> bool:
        """Whether the first bytes are those of an answer of this source."""

    @abstractmethod
    def records(self, answer: Any) -> Iterator[Any]:
        """The records of an answer, whatever it is; an answer that is none itself."""

    @abstractmethod
    def paper_of(self, record: Fields) -> Paper | str:
        """The paper of a record, or why it is none."""

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
                if number > MOST_RECORDS:
                    yield Refused(
                        where, f"holds more than {MOST_RECORDS} records; the rest is not read."
                    )
                    break
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
