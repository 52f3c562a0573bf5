"""One study: its report, live while it runs; start and stop."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from tenfold.language import translator
from tenfold.store.stamps import files_stamp
from tenfold.study.answer_version import NewerAnswerError
from tenfold.study.answers import answer as save_answer
from tenfold.study.api import load_study
from tenfold.study.launch import ask_to_stop
from tenfold.study.report.html import report_values
from tenfold.study.upkeep import paths_named
from tenfold.web.asking import Kept, Language, Opened, Shared, back
from tenfold.web.cell_address import cell_address
from tenfold.web.doors import visitor_of
from tenfold.web.kept_pages import RUNNING_S, TEN_MINUTES_S, Made
from tenfold.web.live import progress_of
from tenfold.web.named import known_study as _known
from tenfold.web.rendering import render
from tenfold.web.starting import start_study

__all__ = ["router"]

router = APIRouter()


@router.get("/studies/{name}")
def show(
    request: Request, rooms: Shared, kept: Kept, workspace: Opened, language: Language, name: str
) -> Response:
    """The page of a study; a cell of its confusion leads to the examples behind it, for whom they are shown."""
    visitor = visitor_of(request)
    may_see = visitor is None or visitor.role != "guest"

    def make() -> Made:
        with workspace.database.at_one_moment():
            view = load_study(name, workspace=workspace).view(language=language)
            progress = progress_of(workspace, name)
        shown = may_see and view.state == "done"
        examples_at = partial(cell_address, name) if shown else None
        page = render(
            request,
            "study.html.j2",
            progress=progress,
            **report_values(view, language=language, examples_at=examples_at),
        )
        # a file of results that was damaged on the disk is told of some minutes later
        return Made(page, RUNNING_S if view.state == "running" else TEN_MINUTES_S)

    declaration = workspace.studies / f"{_known(workspace, name)}.toml"
    return kept.page(
        make,
        stamp=lambda: (
            rooms.stamp_of_studies(),
            files_stamp(paths_named(workspace, declaration)),
        ),
    )


@router.get("/studies/{name}/live")
def live(rooms: Shared, workspace: Opened, name: str) -> Response:
    """How far it is, as server-sent events; a browser that lost the line asks again by itself."""
    course = rooms.courses.follow(workspace, _known(workspace, name))
    # nginx would hold all of it back until the study ends
    headers = {"x-accel-buffering": "no"}
    return StreamingResponse(course, media_type="text/event-stream", headers=headers)


@router.post("/studies/{name}/run")
def run(workspace: Opened, language: Language, name: str) -> Response:
    """Start it, or go on with it, in a process of its own that outlives this server."""
    start_study(workspace, _known(workspace, name))
    _ = translator(language)
    return back(f"/studies/{name}", _("It runs."))


@router.post("/studies/{name}/stop")
def stop(workspace: Opened, language: Language, name: str) -> Response:
    """Ask it to stop after its present steps. What is done stays."""
    ask_to_stop(workspace, _known(workspace, name))
    _ = translator(language)
    said = _("It stops after its present steps; everything done is kept.")
    return back(f"/studies/{name}", said)


@router.post("/studies/{name}/answers/{n}")
def answer(
    request: Request,
    workspace: Opened,
    language: Language,
    name: str,
    n: int,
    text: Annotated[str, Form()] = "",
    based_on: Annotated[str, Form()] = "",
) -> Response:
    """One of the ten answers that are a person's to give; never over a newer one of another."""
    try:
        save_answer(workspace, _known(workspace, name), n, text, based_on=based_on)
    except NewerAnswerError as error:
        to = f"/studies/{name}"
        return render(request, "stale.html.j2", status=409, theirs=error.now, yours=text, to=to)
    _ = translator(language)
    said = _("Answer {n} is saved.").format(n=n)
    return back(f"/studies/{name}", said, at="answers")
