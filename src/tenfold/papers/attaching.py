"""A PDF that comes in through the browser: read first, attached only where it is sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenfold.errors import InputError
from tenfold.papers.attached_pdfs import AttachedPdfs, pdf_limits
from tenfold.papers.pdf.front import front_of, has_title
from tenfold.papers.pdf.reader import PdfReader
from tenfold.papers.pdf.texts import PdfTexts

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["Attachment", "attach_sound"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """What was attached. A scan has no text: then there are no pages, and `title_agrees` is None.

    title_agrees
        Whether its first page has the title of the paper.
    first_page
        The title that it has there; empty where none was found.
    """

    name: str
    is_new: bool
    n_pages: int = 0
    title_agrees: bool | None = None
    first_page: str = ""


def attach_sound(
    workspace: Workspace, subject: str, data: bytes, *, name: str, title: str
) -> Attachment:
    """Read a document in a process of its own, then keep it with the paper of this `title`.

    Raises InputError, and keeps nothing, where it is no PDF, damaged, encrypted, or costs more to read than the
    limits; a scan is kept.
    """
    pdfs = AttachedPdfs(workspace)
    with PdfReader(pdf_limits(workspace)) as reader:
        try:
            text = PdfTexts(workspace, reader).read(data, name)
        except InputError as error:
            if error.code != "TF-PDF-NO-TEXT":
                raise
            return Attachment(name=name, is_new=pdfs.attach(subject, data, name))
    return Attachment(
        name=name,
        is_new=pdfs.attach(subject, data, name),
        n_pages=text.n_pages,
        title_agrees=has_title(text, title),
        first_page=front_of(text).title,
    )
