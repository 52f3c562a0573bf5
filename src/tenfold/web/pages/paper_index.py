"""The index of the library: how far a search by meaning reaches, and a job that brings it up to date."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from tenfold.lab.background import Work, job_file, start_job
from tenfold.papers.indexing import meaning_standing
from tenfold.web.asking import Language, Opened, Shared
from tenfold.web.jobs import Doing, change_job, show_job
from tenfold.web.rendering import render

__all__ = ["router"]

router = APIRouter(prefix="/library/index")
_HERE = "/library/index"


@router.get("")
def show(request: Request, rooms: Shared, workspace: Opened) -> Response:
    """How many papers can be found by meaning, and the work at it."""
    return render(
        request,
        "paper_index.html.j2",
        standing=meaning_standing(rooms.search(workspace.person)),
        job=job_file(workspace, "index").last(),
        place="/papers",
    )


@router.post("")
def change(workspace: Opened, language: Language, do: Doing) -> Response:
    """Bring it up to date in a process of its own, or end that."""
    return change_job(
        do,
        job_file(workspace, "index"),
        start=lambda: start_job(workspace, Work(kind="index")),
        to=_HERE,
        language=language,
    )


@router.get("/progress")
def progress(request: Request, workspace: Opened) -> Response:
    """How far it is; at its end the page is loaded anew."""
    job = job_file(workspace, "index").last()
    return show_job(request, job, to=f"{_HERE}/progress", stop=_HERE)
