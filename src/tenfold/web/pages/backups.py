"""Backups of the workspace: those that were made, and a job that makes one. Restoring stays a command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from tenfold.errors import InputError
from tenfold.lab.background import Work, job_file, start_job
from tenfold.lab.zone import zone_of
from tenfold.store.backup import require_backup_target
from tenfold.store.backup_log import backups_made
from tenfold.web.asking import Language, Opened
from tenfold.web.jobs import Doing, change_job, show_job
from tenfold.web.rendering import render

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["router"]

router = APIRouter(prefix="/settings/backups")
_HERE = "/settings/backups"
_MOST_SHOWN = 20


@router.get("")
def show(request: Request, workspace: Opened) -> Response:
    """The last ones, and the work at the next."""
    return render(
        request,
        "backups.html.j2",
        backups=backups_made(workspace)[:_MOST_SHOWN],
        job=job_file(workspace, "backup").last(),
        proposed=_proposed(workspace),
    )


@router.post("")
def change(
    workspace: Opened, language: Language, do: Doing, path: Annotated[str, Form()] = ""
) -> Response:
    """Make one in a process of its own, or end that: what it has copied is gone on with by the same path."""

    def start() -> None:
        target = _absolute(path)
        require_backup_target(workspace, target)
        start_job(workspace, Work(kind="backup", path=str(target)))

    return change_job(do, job_file(workspace, "backup"), start=start, to=_HERE, language=language)


@router.get("/progress")
def progress(request: Request, workspace: Opened) -> Response:
    """How far it is; at its end the page is loaded anew."""
    job = job_file(workspace, "backup").last()
    return show_job(request, job, to=f"{_HERE}/progress", stop=_HERE)


def _proposed(workspace: Workspace) -> Path:
    """A folder beside the last backup, or beside the workspace, that says the day."""
    made = backups_made(workspace)
    beside = Path(made[0].path).parent if made else workspace.root.parent
    return beside / f"{workspace.root.name}-backup-{zone_of(workspace).today()}"


def _absolute(path: str) -> Path:
    target = Path(path.strip())
    if not target.is_absolute() or "\0" in path:
        raise InputError(
            "a backup needs the whole path of a new folder.",
            code="TF-STORE-BACKUP",
            where=path.strip()[:200],
            remedy="Best on another disk: /media/disk/lab-2027-03-01",
        )
    return target
