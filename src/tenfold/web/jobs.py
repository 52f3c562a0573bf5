"""How far a long work is, for the part of a page that asks every second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from tenfold.web.rendering import render

if TYPE_CHECKING:
    from starlette.requests import Request

    from tenfold.store.jobs import Job

__all__ = ["show_job"]


def show_job(request: Request, job: Job | None, *, to: str, stop: str = "") -> Response:
    """The part that is asked again at `to`; at the end of the work the browser loads the page anew.

    `stop`: where one who may write can end it.
    """
    if job is None or not job.is_running:
        return Response(headers={"hx-refresh": "true"})
    return render(request, "job.html.j2", job=job, to=to, stop=stop)
