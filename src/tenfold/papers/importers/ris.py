"""RIS files, record by record, in bounded memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tenfold.papers.formats.lines import SPACES
from tenfold.papers.formats.ris import paper_of_tags
from tenfold.papers.importers.importer import Importer, Read, Refused

__all__ = ["RIS"]

_MAX_RECORD = 1_000_000  # characters
_EXCERPT = 200
_TAG = re.compile(r"([A-Z][A-Z0-9])  -(?: (.*)|\s*)$", re.DOTALL)
_START = re.compile(rb"^(?:\xef\xbb\xbf)?\s*TY  - ?[A-Z]", re.MULTILINE)
_LATIN = "not UTF-8: read as Latin-1"
_NO_END = "no ER line: taken to end where the next record begins"


@dataclass(slots=True)
class _Record:
    """A record as it grows; `size` in characters."""

    line: int
    tags: dict[str, list[str]] = field(default_factory=dict)
    last: str = "TY"
    size: int = 0
    remarks: list[str] = field(default_factory=list)
    begins: str = ""

    def add(self, line: str) -> None:
        self.size += len(line)
        self.begins += line if len(self.begins) < _EXCERPT else ""
        if self.size > _MAX_RECORD:
            return
        if found := _TAG.match(line):
            self.last = found[1]
            self.tags.setdefault(self.last, []).append((found[2] or "").strip(SPACES))
        elif said := line.strip(SPACES):  # a value that goes on
            values = self.tags.setdefault(self.last, [""])
            values[-1] = f"{values[-1]} {said}".strip(SPACES)


class RisImporter:
    """Reads ``.ris`` files; tags that nobody knows are kept."""

    name = "ris"
    endings: tuple[str, ...] = (".ris",)

    def recognises(self, path: Path, head: bytes) -> bool:
        is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
        return _START.search(head.replace(b"\0", b"") if is_wide else head) is not None

    def read(self, path: Path) -> Iterator[Read | Refused]:
        for record in _records_in(path):
            yield _read(record, f"{path.name}:{record.line}")


def _records_in(path: Path) -> Iterator[_Record]:
    record: _Record | None = None
    for number, line, remark in _lines_in(path):
        found = _TAG.match(line)
        tag = found[1] if found else ""
        if tag == "TY":
            if record is not None:
                record.remarks.append(_NO_END)
                yield record
            record = _Record(number)
        elif tag == "ER" and record is not None:
            yield record
            record = None
            continue
        if record is not None:
            record.add(line)
            if remark and remark not in record.remarks:
                record.remarks.append(remark)
    if record is not None:
        record.remarks.append(_NO_END)
        yield record


def _lines_in(path: Path) -> Iterator[tuple[int, str, str]]:
    """Number, text and remark of each line; the encoding is found line by line."""
    with path.open("rb") as file:
        is_wide = file.read(2) in (b"\xff\xfe", b"\xfe\xff")
    encoding = "utf-16" if is_wide else "latin-1"
    with path.open(encoding=encoding, errors="replace", newline=None) as file:
        number = 1
        for text in iter(lambda: file.readline(_MAX_RECORD), ""):
            yield number, *((text, "") if is_wide else _decoded(text))
            number += text.endswith("\n")


def _decoded(text: str) -> tuple[str, str]:
    if text.isascii():
        return text, ""
    try:
        return text.encode("latin-1").decode("utf-8-sig"), ""
    except UnicodeError:
        return text, _LATIN


def _read(record: _Record, where: str) -> Read | Refused:
    excerpt = " ".join(record.begins.replace("\0", "�").split())[:_EXCERPT]
    if record.size > _MAX_RECORD:
        return Refused(
            where, f"longer than {_MAX_RECORD:,} characters: is its ER line missing?", excerpt
        )
    if any("\0" in value for values in record.tags.values() for value in values):
        return Refused(where, "holds a NUL byte: is this a text file?", excerpt)
    if len(record.tags) < 2:
        return Refused(where, "has no field but its type", excerpt)
    paper = paper_of_tags(record.tags)
    titleless = () if paper.title else ("has no title",)
    return Read(paper, where, (*record.remarks, *titleless))


RIS: Importer = RisImporter()
