"""Papers from a text that was pasted or a file that was uploaded: as from a file of this machine, but alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tenfold.errors import InputError
from tenfold.papers.files import BytesTold, PaperFiles
from tenfold.papers.importers.importer import Read, Refused
from tenfold.papers.library import Library
from tenfold.papers.taking_pdfs import Identifier, attach_pdfs, with_pdfs_read
from tenfold.wording import worded

if TYPE_CHECKING:
    from tenfold.papers.importing import ImportReport
    from tenfold.store.workspace import Workspace

__all__ = ["put_upload", "take_put_in", "take_upload_in"]

_MOST_LETTERS = 80


def take_upload_in(workspace: Workspace, data: bytes, *, name: str) -> ImportReport:
    """Take the papers of a file of any format in.

    What it says of other files (a PDF beside it) is not followed: that would be a file of this machine, and not
    of who uploads.

    Raises InputError where it is empty, or of no format that is read.
    """
    with TemporaryDirectory(prefix="tenfold-upload-") as folder:
        return take_put_in(workspace, put_upload(Path(folder), data, name=name))


def put_upload(folder: Path, data: bytes, *, name: str) -> Path:
    """Write it into a folder, under a name that is fit for a file here.

    Raises InputError where it is empty, or of no format that is read.
    """
    if not data.strip():
        raise InputError(
            worded("there is nothing in it."),
            code="TF-PAPER-FILE",
            where=name,
            remedy=worded("Paste BibTeX or RIS, or choose a file. Nothing was imported."),
        )
    path = folder / _file_name(name)
    path.write_bytes(data)
    _recognised(path)
    return path


def take_put_in(workspace: Workspace, path: Path, told: BytesTold | None = None) -> ImportReport:
    """Take the papers of a file in that `put_upload` wrote. `told` hears how many of its bytes are read."""
    library, found = Library(workspace), _recognised(path)
    with with_pdfs_read(workspace, found, Identifier(library), keeps=True) as read:
        records = _without_folder(read.records(told), f"{path.parent}/")
        report = library.take_in(records, sources=found.sources())
    attach_pdfs(workspace, found)
    return report


def _recognised(path: Path) -> PaperFiles:
    try:
        return PaperFiles.recognised([path])
    except InputError as error:
        raise InputError(
            error.message, code=error.code, where=path.name, remedy=error.remedy
        ) from None


def _without_folder(records: Iterable[Read | Refused], folder: str) -> Iterator[Read | Refused]:
    """Where our own copy stood is nothing to the reader."""
    for record in records:
        yield replace(record, where=record.where.replace(folder, ""))


def _file_name(name: str) -> str:
    """The last part of a name that a browser said, fit for a file here."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c for c in last if c.isprintable() and c.isascii()).strip(" .")
    return shown[-_MOST_LETTERS:].lstrip(".") or "upload"
