"""The PDF of a paper: its bytes, the page on which one reads it beside the answers, attaching one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from tenfold.errors import InputError
from tenfold.lab.paper_view import paper_view
from tenfold.language import translator
from tenfold.papers.attached_pdfs import AttachedPdfs
from tenfold.papers.attaching import attach_sound
from tenfold.papers.library import Library
from tenfold.papers.subject import subject_of
from tenfold.web.asking import Language, Opened, back
from tenfold.web.document import document
from tenfold.web.rendering import render
from tenfold.web.sent_form import Sent, file_in
from tenfold.wording import worded

if TYPE_CHECKING:
    from tenfold.language import Translate
    from tenfold.papers.attaching import Attachment

__all__ = ["router"]

router = APIRouter(prefix="/papers/{key}")


@router.get("/pdf")
def pdf(request: Request, workspace: Opened, key: str) -> Response:
    """The bytes of the document, whole or a stretch of them."""
    library = Library(workspace)
    paper, subject = library.paper(key), subject_of(library.number(key))
    attached = AttachedPdfs(workspace).require(subject, paper.key)
    data = workspace.artifacts.get(attached.digest)
    asked = request.headers.get("range")
    return document(data, name=f"{paper.key}.pdf", media_type="application/pdf", asked=asked)


@router.get("/read")
def read(request: Request, workspace: Opened, language: Language, key: str) -> Response:
    """The document beside the ten answers."""
    return render(
        request,
        "paper_read.html.j2",
        view=paper_view(workspace, key, language=language),
        place="/papers",
    )


@router.post("/pdf")
def attach(workspace: Opened, language: Language, key: str, form: Sent) -> Response:
    """Attach a document that was uploaded; what cannot be read is refused, and nothing kept."""
    file = file_in(form)
    if file is None:
        raise InputError(
            worded("no file was chosen."),
            code="TF-PDF",
            remedy=worded("Choose a PDF. Nothing was kept."),
        )
    library = Library(workspace)
    paper, subject = library.paper(key), subject_of(library.number(key))
    done = attach_sound(
        workspace, subject, file.file.read(), name=file.filename or "", title=paper.title
    )
    return back(f"/papers/{key}", _said(done, translator(language)), at="pdf")


@router.post("/pdf/detach")
def detach(workspace: Opened, language: Language, key: str) -> Response:
    """Take one's own document off again."""
    library = Library(workspace)
    AttachedPdfs(workspace).detach(subject_of(library.number(key)), key)
    _ = translator(language)
    return back(f"/papers/{key}", _("The PDF is taken off."), at="pdf")


def _said(done: Attachment, _: Translate) -> str:
    said = _("{name} is attached.") if done.is_new else _("{name} was attached before.")
    said = said.format(name=done.name)
    if done.title_agrees is None:
        return f"{said} {_('No text can be taken out of it: it may be a scan.')}"
    if done.title_agrees:
        return said
    if not done.first_page:
        return f"{said} {_('But its first page does not have the title of this paper.')}"
    other = _('But its first page says "{title}".').format(title=done.first_page)
    return f"{said} {other}"
