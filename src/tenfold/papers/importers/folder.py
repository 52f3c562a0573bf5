"""A library that was exported as a folder of plain files."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from tenfold.errors import InputError
from tenfold.papers.formats.folder import (
    DETAILS,
    FORMAT,
    HISTORY,
    MANIFEST,
    RECORDS,
    VERSION,
    change_of,
    held_of,
    is_details,
    restored,
)
from tenfold.papers.held import Held, HeldChange
from tenfold.papers.importers.csl import CSL, NOT_TEXT
from tenfold.papers.importers.importer import Importer, Read, Refused

__all__ = ["FOLDER"]

_MAX_MANIFEST = 50_000_000
_MAX_DETAILS = 100_000_000
_NO_PAPER = (TypeError, KeyError, AttributeError, ValueError, RecursionError)


class FolderImporter:
    """Reads the records, and of each what the library knew besides."""

    name = "folder"
    endings: tuple[str, ...] = ()

    def recognises(self, path: Path, head: bytes) -> bool:
        return path.is_dir() and (path / MANIFEST).is_file() and (path / RECORDS).is_dir()

    def read(self, path: Path) -> Iterator[Read | Refused]:
        _check(path / MANIFEST)
        for file in sorted((path / RECORDS).glob("*.json")):
            if not file.is_file():
                continue
            where = f"{path.name}/{RECORDS}/{file.name}"
            details, remark = _details_in(path / DETAILS / f"{file.stem}.jsonl")
            past = _past_in(path / HISTORY / f"{file.stem}.jsonl")
            try:
                for record in CSL.read(file):
                    place = record.where.rpartition(":")[2]
                    yield _whole(replace(record, where=f"{where}:{place}"), details, past, remark)
            except InputError as error:
                yield Refused(where, error.message)


def _check(manifest: Path) -> None:
    """Raises InputError for a folder of a form that this version does not know."""
    try:
        if manifest.stat().st_size > _MAX_MANIFEST:
            raise ValueError
        said = json.loads(manifest.read_bytes())
        is_known = said["format"] == FORMAT and said["version"] in range(1, VERSION + 1)
    except (OSError, *_NO_PAPER):
        is_known = False
    if not is_known:
        raise InputError(
            f"{manifest.name} says of no export that this version of tenfold reads.",
            code="TF-PAPER-FILE",
            where=str(manifest),
            remedy="Import the files of records/ one by one: they are CSL-JSON.",
        )


def _details_in(path: Path) -> tuple[dict[str, Any], str]:
    """Details by key, and what is wrong with the file."""
    lines = _lines(path)
    if lines is None:
        return {}, f"{path.name} cannot be read, or is longer than {_MAX_DETAILS:,} bytes"
    return {
        said["key"]: said for said in lines if is_details(said)
    }, f"{path.name} has no details of it"


def _past_in(path: Path) -> dict[str, list[HeldChange]]:
    """The changes of papers by key; a line that is none is passed over."""
    past: dict[str, list[HeldChange]] = defaultdict(list)
    for said in _lines(path) or ():
        try:
            key, change = change_of(said)
        except _NO_PAPER:
            continue
        past[key].append(change)
    return past


def _lines(path: Path) -> Iterator[Any] | None:
    """The JSON objects of a file of lines, but for those that no database can keep; None: it cannot be read."""
    try:
        is_short = path.stat().st_size <= _MAX_DETAILS
        lines = path.read_text(encoding="utf-8").split("\n") if is_short else None
    except (OSError, UnicodeError):
        return None
    return None if lines is None else _objects(lines)


def _objects(lines: Iterable[str]) -> Iterator[Any]:
    for line in filter(None, lines):
        try:
            content = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if not NOT_TEXT.search(json.dumps(content, ensure_ascii=False)):
            yield content


def _whole(
    record: Read | Refused,
    details: dict[str, Any],
    past: dict[str, list[HeldChange]],
    remark: str,
) -> Read | Refused:
    if isinstance(record, Refused):
        return record
    said = details.get(record.paper.key)
    if said is None:
        return replace(record, held=Held(), remarks=(*record.remarks, remark))
    try:
        paper = restored(record.paper, said)
    except _NO_PAPER:
        remark = "its details are not those of a paper"
        return replace(record, held=Held(), remarks=(*record.remarks, remark))
    changes = past.get(record.paper.key, ())
    return Read(paper, record.where, record.remarks, held_of(said, changes))


FOLDER: Importer = FolderImporter()
