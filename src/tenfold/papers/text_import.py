"""Papers from the text of a file that somebody sent; nothing of this machine that it names is looked at."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from tenfold.errors import InputError
from tenfold.papers.files import PaperFiles
from tenfold.papers.importers.bibtex import BIBTEX
from tenfold.papers.importers.ris import RIS
from tenfold.papers.library import Library
from tenfold.wording import worded

if TYPE_CHECKING:
    from tenfold.papers.importing import ImportReport
    from tenfold.store.workspace import Workspace

__all__ = ["TextForm", "import_text"]

_HEAD_BYTES = 64 * 1024

TextForm = Literal["bibtex", "ris"]
_IMPORTERS = {"bibtex": BIBTEX, "ris": RIS}


def import_text(
    workspace: Workspace, text: bytes, *, form: TextForm, dry_run: bool = False
) -> ImportReport:
    """Take the records in, or say what would become of them; one that cannot be read stops no other.

    Raises InputError for a text in which there is no such record.
    """
    importer, library = _IMPORTERS[form], Library(workspace)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"sent{importer.endings[0]}"
        path.write_bytes(text)
        if not importer.recognises(path, text[:_HEAD_BYTES]):
            raise InputError(
                worded("this is no text in the format {form}.", form=form),
                code="TF-PAPER-FILE",
                remedy=worded("Nothing was imported."),
            )
        sent = PaperFiles(((path, importer),))
        if dry_run:
            return library.preview(sent.records())
        return library.take_in(sent.records(), sources=sent.sources())
