"""All studies, each with its state and what it found."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from tenfold.lab.studies_seen import studies_seen
from tenfold.web.asking import Opened
from tenfold.web.rendering import render

__all__ = ["router"]

router = APIRouter()


@router.get("/studies")
def list_all(request: Request, workspace: Opened, state: str = "") -> Response:
    """By name; those in one state where it is said."""
    seen = studies_seen(workspace)
    states = sorted({study.state for study in seen})
    shown = [study for study in seen if state in ("", study.state)]
    return render(
        request, "studies.html.j2", studies=shown, states=states, state=state, n=len(seen)
    )
