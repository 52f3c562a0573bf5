"""Papers brought into the library from the browser: pasted or uploaded; and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from tenfold.language import translator
from tenfold.papers.library import Library
from tenfold.papers.taking_upload import take_upload_in
from tenfold.web.asking import Language, Opened, back
from tenfold.web.rendering import render
from tenfold.web.sent_form import Sent, file_in, texts_in

if TYPE_CHECKING:
    from tenfold.papers.importing import ImportReport
    from tenfold.store.workspace import Workspace

__all__ = ["router"]

router = APIRouter(prefix="/library")
_N_SHOWN, _N_IMPORTS = 10, 20


@router.get("/import")
def bring(request: Request, workspace: Opened) -> Response:
    """Where one pastes or uploads, and what was imported before."""
    return _page(request, workspace)


@router.post("/import")
def take_in(request: Request, workspace: Opened, form: Sent) -> Response:
    """Import a file, or else the text."""
    if (file := file_in(form)) is not None:
        report = take_upload_in(workspace, file.file.read(), name=file.filename or "")
    else:
        text = texts_in(form).get("text", "")
        report = take_upload_in(workspace, text.encode(), name="pasted")
    return _page(request, workspace, report)


@router.post("/undo")
def undo(workspace: Opened, language: Language, batch: Annotated[str, Form()] = "") -> Response:
    """Take an import back, where it is the last thing that one did in the library."""
    done = Library(workspace).undo(only=batch)
    _ = translator(language)
    said = _("Taken back. Papers that are gone with it: {n}.")
    return back("/library/import", said.format(n=done.n_gone))


def _page(request: Request, workspace: Workspace, report: ImportReport | None = None) -> Response:
    return render(
        request,
        "paper_import.html.j2",
        report=report,
        conflicts=[placed for placed in report.merged if placed.conflicts] if report else (),
        n_shown=_N_SHOWN,
        imports=Library(workspace).imports()[:_N_IMPORTS],
        person=workspace.person,
        place="/papers",
    )
