"""Long work on a page: how far it is, for the part that asks every second; its beginning and its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import Form
from starlette.responses import Response

from tenfold.language import translator
from tenfold.web.asking import back
from tenfold.web.rendering import render

if TYPE_CHECKING:
    from starlette.requests import Request

    from tenfold.store.jobs import Job, JobFile

__all__ = ["Doing", "change_job", "show_job", "stop_job"]

Doing = Annotated[Literal["start", "stop"], Form()]
"""What the form of a page with a job wants of it."""


def show_job(request: Request, job: Job | None, *, to: str, stop: str) -> Response:
    """The part that is asked again at `to`; at the end of the work the browser loads the page anew.

    `stop`: where one who may write can end it.
    """
    if job is None or not job.is_running:
        return Response(headers={"hx-refresh": "true"})
    return render(request, "job.html.j2", job=job, to=to, stop=stop)


def change_job(
    do: Literal["start", "stop"],
    file: JobFile,
    *,
    start: Callable[[], object],
    to: str,
    language: str,
    query: str = "",
) -> Response:
    """Begin the work, or end the job at it, and go back `to` its page with what its address asks for."""
    if do == "start":
        start()
        return back(to, query=query)
    return stop_job(file.stop, to=to, language=language, query=query)


def stop_job(stop: Callable[[], bool], *, to: str, language: str, query: str = "") -> Response:
    """End a job by `stop`, which says whether one ran, and go back `to` its page.

    A page that was left open may want a job to end that is over: it is told so.
    """
    _ = translator(language)
    said = _("Stopped.") if stop() else _("Nothing was stopped: it does not run any more.")
    return back(to, said, query=query)
