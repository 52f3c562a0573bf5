"""Papers brought into the library from the browser: pasted or uploaded; and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from tenfold.language import translator
from tenfold.papers.library import Library
from tenfold.papers.taking_upload import take_upload_in
from tenfold.papers.upload_job import UploadJob, is_large
from tenfold.web.asking import Language, Opened, back
from tenfold.web.jobs import show_job, stop_job
from tenfold.web.rendering import render
from tenfold.web.sent_form import Sent, file_in, texts_in

if TYPE_CHECKING:
    from tenfold.papers.importing import ImportReport
    from tenfold.store.jobs import Job
    from tenfold.store.workspace import Workspace

__all__ = ["router"]

router = APIRouter(prefix="/library")
_N_SHOWN, _N_IMPORTS = 10, 20
_JOB = "/library/import/job"


@router.get("/import")
def bring(request: Request, workspace: Opened) -> Response:
    """Where one pastes or uploads, and what was imported before; while a large one runs, that."""
    job = UploadJob(workspace).last()
    return back(_JOB) if job is not None and job.is_running else _page(request, workspace)


@router.post("/import")
def take_in(request: Request, workspace: Opened, form: Sent) -> Response:
    """Import a file, or else the text; what is large in a process of its own that outlives this server."""
    data, name = texts_in(form).get("text", "").encode(), "pasted"
    if (file := file_in(form)) is not None:
        data, name = file.file.read(), file.filename or ""
    if is_large(data):
        UploadJob(workspace).start(data, name=name)
        return back(_JOB)
    return _page(request, workspace, take_upload_in(workspace, data, name=name))


@router.get("/import/job")
def job(request: Request, workspace: Opened) -> Response:
    """How far one's own large import is; at its end what it did."""
    own = UploadJob(workspace)
    return _page(request, workspace, own.report(), job=own.last())


@router.get("/import/job/progress")
def progress(request: Request, workspace: Opened) -> Response:
    """How far it is; at its end the page is loaded anew."""
    return show_job(request, UploadJob(workspace).last(), to=f"{_JOB}/progress", stop=_JOB)


@router.post("/import/job")
def stop(workspace: Opened, language: Language, do: Annotated[Literal["stop"], Form()]) -> Response:
    """End it: what is saved stays, and the same file goes on where it stopped."""
    return stop_job(UploadJob(workspace).stop, to=_JOB, language=language)


@router.post("/undo")
def undo(workspace: Opened, language: Language, batch: Annotated[str, Form()] = "") -> Response:
    """Take an import back, where it is the last thing that one did in the library."""
    done = Library(workspace).undo(only=batch)
    _ = translator(language)
    said = _("Taken back. Papers that are gone with it: {n}.")
    return back("/library/import", said.format(n=done.n_gone))


def _page(
    request: Request,
    workspace: Workspace,
    report: ImportReport | None = None,
    *,
    job: Job | None = None,
) -> Response:
    imports = Library(workspace).imports()
    return render(
        request,
        "paper_import.html.j2",
        job=job,
        report=report,
        is_undone=any(done.is_undone for done in imports if report and done.batch == report.batch),
        conflicts=[placed for placed in report.merged if placed.conflicts] if report else (),
        n_shown=_N_SHOWN,
        imports=imports[:_N_IMPORTS],
        person=workspace.person,
        place="/papers",
    )
