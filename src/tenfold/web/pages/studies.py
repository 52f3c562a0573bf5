"""All studies, each with its state and what it found."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from tenfold.lab.studies_seen import studies_seen
from tenfold.web.asking import Kept, Opened, Shared
from tenfold.web.kept_pages import RUNNING_S, Made
from tenfold.web.rendering import render

__all__ = ["router"]

router = APIRouter()


@router.get("/studies")
def list_all(
    request: Request, rooms: Shared, kept: Kept, workspace: Opened, state: str = ""
) -> Response:
    """By name; those in one state where it is said."""

    def make() -> Made:
        seen = studies_seen(workspace)
        states = sorted({study.state for study in seen})
        shown = [study for study in seen if state in ("", study.state)]
        page = render(
            request, "studies.html.j2", studies=shown, states=states, state=state, n=len(seen)
        )
        return Made(page, RUNNING_S) if "running" in states else Made(page)

    return kept.page(make, stamp=lambda: rooms.stamp_of_studies())
