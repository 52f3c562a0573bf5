"""A library of Zotero that was exported as CSV: a row an item, with tags, notes and paths of files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from tenfold.papers.importers.answers.source_file import opened
from tenfold.papers.importers.answers.zotero_fields import paper_of_zotero
from tenfold.papers.importers.importer import Read, Refused
from tenfold.papers.record import Name

__all__ = ["ZOTERO_CSV", "ZoteroCsv"]

_BOM = b"\xef\xbb\xbf"
_LONGEST = 4 << 20
_COLUMNS = {
    "Item Type": "itemType", "Title": "title", "Publication Title": "publicationTitle", "ISBN": "ISBN",
    "ISSN": "ISSN", "DOI": "DOI", "Url": "url", "Abstract Note": "abstractNote", "Date": "date",
    "Pages": "pages", "Issue": "issue", "Volume": "volume", "Publisher": "publisher", "Place": "place",
    "Language": "language", "Extra": "extra", "Series": "series", "Conference Name": "conferenceName",
    "Edition": "edition", "Key": "key", "Rights": "rights", "Short Title": "shortTitle", "Number": "number",
}  # fmt: skip


class ZoteroCsv:
    """Collections are not in such a file: Zotero leaves them out."""

    name = "zotero-csv"
    endings: tuple[str, ...] = (".csv",)

    def recognises(self, path: Path, head: bytes) -> bool:
        return head.removeprefix(_BOM).startswith((b'"Key","Item Type"', b"Key,Item Type"))

    def read(self, path: Path) -> Iterator[Read | Refused]:
        """Every row; where the quotes of one are left open, what follows cannot be told apart."""
        csv.field_size_limit(max(csv.field_size_limit(), _LONGEST))
        with (
            opened(path) as file,
            io.TextIOWrapper(file, "utf-8-sig", "replace", newline="") as text,
        ):
            rows = csv.DictReader(text)
            try:
                for row in rows:
                    yield _record(row, f"{path.name}:{rows.line_num}", path.parent)
            except csv.Error as error:
                yield Refused(f"{path.name}:{rows.line_num}", f"is no CSV from here on ({error}).")


def _record(row: Mapping[str, str | None], where: str, folder: Path) -> Read | Refused:
    said = {column: value for column, value in row.items() if isinstance(value, str)}
    fields = {name: said[column] for column, name in _COLUMNS.items() if said.get(column)}
    fields.setdefault("date", said.get("Publication Year", ""))
    if not fields.get("title", "").strip():
        return Refused(where, "has no title.", " ".join(said.values())[:80])
    tags = _parts(f"{said.get('Manual Tags', '')};{said.get('Automatic Tags', '')}")
    paper = paper_of_zotero(
        fields,
        authors=_names(said.get("Author", "")),
        editors=_names(said.get("Editor", "")),
        tags=tags,
        notes=[said.get("Notes", "")],
    )
    files = _parts(said.get("File Attachments", ""))
    return Read(paper, where, files=tuple(folder / file for file in files))


def _names(written: str) -> tuple[Name, ...]:
    """``Hu, Edward J.; Microsoft``."""
    parted = (one.partition(",") for one in _parts(written))
    return tuple(
        Name(" ".join(family.split()), " ".join(given.split())) for family, _, given in parted
    )


def _parts(written: str) -> list[str]:
    return [part for one in written.split(";") if (part := one.strip())]


ZOTERO_CSV = ZoteroCsv()
