"""PDF files taken into a library: printed identifiers are checked, and each file kept with its paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tenfold.papers.attached_pdfs import AttachedPdfs, pdf_limits
from tenfold.papers.fetching import ALIKE, Access, belongs, fetch, questions
from tenfold.papers.files import PaperFiles
from tenfold.papers.importers.importer import Read
from tenfold.papers.importers.pdf import (
    PDF,
    Identified,
    PdfImporter,
    PrintedIds,
    unconfirmed,
)
from tenfold.papers.library import Library
from tenfold.papers.merging import merged
from tenfold.papers.pdf.reader import PdfReader, pdf_bytes
from tenfold.papers.pdf.texts import PdfTexts
from tenfold.papers.record import IdKind, Paper
from tenfold.papers.subject import subject_of

if TYPE_CHECKING:
    from tenfold.papers.fetching import Question
    from tenfold.papers.sorting_in import Placed
    from tenfold.store.workspace import Workspace

__all__ = ["Identifier", "attach_pdfs", "with_pdfs_read"]


@dataclass(slots=True)
class Identifier:
    """Tells which printed identifiers are a paper's own: those under which its title stands.

    A title is looked up in the library, and with `access` at a public source too, after `say` was told what is
    asked of whom. What has another title, or none, stays a note.
    """

    library: Library
    access: Access | None = None
    say: Callable[[Question], None] = field(default=lambda _question: None)

    def __call__(self, paper: Paper, printed: PrintedIds) -> Identified:
        """The paper with its own identifiers, and remarks on the others."""
        own: dict[str, str] = {}
        left: list[tuple[IdKind, str]] = []
        for kind, value in printed:
            known = self.library.by_id(kind, value)
            if known is not None and belongs(paper.title, known.title) >= ALIKE:
                own.setdefault(kind, value)
            else:
                left.append((kind, value))
        found, remarks = (None, ()) if own or self.access is None else self._looked_up(paper, left)
        if found is not None:
            left = [(kind, value) for kind, value in left if found.ids.get(kind) != value]
            paper = merged(found, paper).paper
        else:
            paper = replace(paper, ids=own)
        paper, notes = unconfirmed(paper, left)
        return paper, (*remarks, *notes)

    def _looked_up(self, paper: Paper, printed: PrintedIds) -> tuple[Paper | None, tuple[str, ...]]:
        """The first record of a source whose title is this paper's."""
        assert self.access is not None
        remarks: list[str] = []
        for _kind, value in printed:
            asked = questions([value])
            for question in asked:
                self.say(question)
            for record in fetch(asked, self.access, titles={value: paper.title}):
                if isinstance(record, Read):
                    return record.paper, tuple(remarks)
                remarks.append(f"{record.where}: {record.reason}")
        return None, tuple(remarks)


@contextmanager
def with_pdfs_read(
    workspace: Workspace, files: PaperFiles, identify: Identifier, *, keeps: bool
) -> Iterator[PaperFiles]:
    """The same files, their PDFs read as the settings say. With `keeps`, their text stays in the workspace."""
    limits = pdf_limits(workspace)
    with PdfReader(limits) as reader:
        read_text = PdfTexts(workspace, reader).read if keeps else reader.read
        own = PdfImporter(read_text, identify, limits)
        pairs = ((path, own if importer is PDF else importer) for path, importer in files.files)
        yield replace(files, files=tuple(pairs))


def attach_pdfs(workspace: Workspace, files: PaperFiles) -> int:
    """Keep each PDF of `files` with the paper that it became; how many were attached anew.

    Done after an import, and again whenever it is repeated: what was broken off in between is made up for. A
    paper that has a document keeps it.
    """
    limits, library, pdfs = pdf_limits(workspace), Library(workspace), AttachedPdfs(workspace)
    texts = PdfTexts(workspace, PdfReader(limits))  # starts nothing: what could not be read is left
    importer = PdfImporter(texts.read_again, Identifier(library), limits)
    n_attached = 0
    for path in (path for path, of in files.files if of is PDF):
        key = _key_of(library, importer, path)
        if key and pdfs.of(subject := subject_of(library.number(key))) is None:
            n_attached += pdfs.attach(subject, pdf_bytes(path, limits), path.name)
    return n_attached


def _key_of(library: Library, importer: PdfImporter, path: Path) -> str:
    """The paper that a PDF became; empty where it became none, or that was taken back meanwhile."""
    keys: list[str] = []

    def heard(placed: Placed) -> None:
        if placed.outcome != "new":
            keys.append(placed.key)

    library.preview(importer.read(path), heard=heard)
    return keys[0] if keys else ""
