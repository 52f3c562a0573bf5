"""BibTeX and biblatex files, entry by entry, in bounded memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tenfold.papers.importers.importer import Importer, Read, Refused

if TYPE_CHECKING:
    from tenfold.papers.formats.bibtex.entries import Bad, Entry
    from tenfold.papers.formats.bibtex.inheritance import Inheritance

__all__ = ["BIBTEX"]

_ENTRY = re.compile(rb"^\s*@[a-zA-Z]+\s*[{(]", re.MULTILINE)
_EXCERPT = 200  # characters
_MAX_MISSING = 10


class BibtexImporter:
    """Reads ``.bib`` files; of two entries under one key both."""

    name = "bibtex"
    endings: tuple[str, ...] = (".bib", ".bibtex", ".biblatex")

    def recognises(self, path: Path, head: bytes) -> bool:
        is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
        return _ENTRY.search(head.replace(b"\0", b"") if is_wide else head) is not None

    def read(self, path: Path) -> Iterator[Read | Refused]:
        from tenfold.papers.formats.bibtex.blocks import blocks_in
        from tenfold.papers.formats.bibtex.entries import entries_in
        from tenfold.papers.formats.bibtex.inheritance import Inheritance
        from tenfold.papers.formats.bibtex.parents import parents_in

        inheritance = Inheritance(parents_in(path))
        strings: dict[str, str] = {}
        first_lines: dict[str, int] = {}
        for block in blocks_in(path):
            remarks = ("not UTF-8: read as Latin-1",) if block.is_latin else ()
            for found in entries_in(block, strings):
                where = f"{path.name}:{found.line}"
                said = (*remarks, *_again(found, first_lines))
                record = _with_files(_read(found, where, inheritance, said), path.parent)
                yield replace(record, upto=block.end) if isinstance(record, Read) else record


def _read(
    found: Entry | Bad, where: str, inheritance: Inheritance, remarks: tuple[str, ...]
) -> Read | Refused:
    from tenfold.papers.formats.bibtex.entries import Bad
    from tenfold.papers.formats.bibtex.inheritance import CircularReferenceError
    from tenfold.papers.formats.bibtex.reading import paper_of_entry

    if isinstance(found, Bad):
        return Refused(where, found.reason, _excerpt(found.excerpt))
    start = _excerpt(f"@{found.type}{{{found.key}, ...")
    if found.type == "xdata":
        return Refused(
            where, "@xdata is no paper: the entries that name it were given its fields", start
        )
    try:
        fields = inheritance.fields_of(found.key, found.type, found.fields)
    except CircularReferenceError as circle:
        return Refused(where, f"crossref or xdata in a circle: {circle}", start)
    missing = inheritance.missing(fields)[:_MAX_MISSING]
    unknown = tuple(f"refers to `{key[:50]}`, which is not in the file" for key in missing)
    paper = paper_of_entry(found, fields)
    titleless = () if paper.title else ("has no title",)
    return Read(paper, where, (*remarks, *found.remarks, *unknown, *titleless))


def _with_files(read: Read | Refused, folder: Path) -> Read | Refused:
    """With the files and groups that JabRef and Better BibTeX write into fields of their own."""
    from tenfold.papers.formats.bibtex.files import files_in, groups_in

    if isinstance(read, Refused) or not read.paper.extra.keys() & {"file", "groups"}:
        return read
    extra = read.paper.extra
    files = tuple(folder / file for file in files_in(extra.get("file", "")))
    return replace(read, files=files, collections=groups_in(extra.get("groups", "")))


def _again(found: Entry | Bad, first_lines: dict[str, int]) -> tuple[str, ...]:
    """That an entry has the key of one before it."""
    key = getattr(found, "key", "")
    if not key:
        return ()
    first = first_lines.setdefault(key, found.line)
    return () if first == found.line else (f"the key `{key}` is also that of line {first}",)


def _excerpt(text: str) -> str:
    said = " ".join(text[: 2 * _EXCERPT].replace("\0", "�").split())
    return said if len(said) <= _EXCERPT else f"{said[:_EXCERPT]}..."


BIBTEX: Importer = BibtexImporter()
