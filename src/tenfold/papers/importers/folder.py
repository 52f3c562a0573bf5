"""A library that was exported as a folder of plain files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from tenfold.errors import InputError
from tenfold.papers.formats.folder import (
    DETAILS,
    FORMAT,
    MANIFEST,
    RECORDS,
    VERSION,
    held_of,
    is_details,
    restored,
)
from tenfold.papers.held import Held
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
            try:
                for record in CSL.read(file):
                    place = record.where.rpartition(":")[2]
                    yield _whole(replace(record, where=f"{where}:{place}"), details, remark)
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
    try:
        if path.stat().st_size > _MAX_DETAILS:
            return {}, f"{path.name} is longer than {_MAX_DETAILS:,} bytes"
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeError):
        return {}, f"{path.name} cannot be read"
    found: dict[str, Any] = {}
    for line in filter(None, lines):
        try:
            content = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if is_details(content) and not NOT_TEXT.search(json.dumps(content, ensure_ascii=False)):
            found[content["key"]] = content
    return found, f"{path.name} has no details of it"


def _whole(record: Read | Refused, details: dict[str, Any], remark: str) -> Read | Refused:
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
    return Read(paper, record.where, record.remarks, held_of(said))


FOLDER: Importer = FolderImporter()
