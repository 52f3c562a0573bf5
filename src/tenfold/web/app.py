"""The server of the pages: routes, the guard before them, and what is told of failures."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path

from anyio import to_thread
from fastapi import Depends, FastAPI
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from tenfold.web.api.routers import ROUTERS
from tenfold.web.crowd import Crowd
from tenfold.web.doors import authorised
from tenfold.web.failures import answer_failures
from tenfold.web.guard import WORKER_POLICY, Guard
from tenfold.web.keeper import GivenAgain
from tenfold.web.pages import (
    account,
    audit,
    backups,
    data,
    declaration,
    goals,
    lab_week,
    labelling,
    library_views,
    new_data,
    new_study,
    paper,
    paper_doubts,
    paper_import,
    paper_index,
    paper_map,
    paper_marks,
    paper_pdf,
    paper_review,
    papers,
    people,
    predictions,
    reports,
    screening,
    settings,
    sign_in,
    studies,
    study,
    study_files,
    text_map,
    week,
)
from tenfold.web.rendering import assets, brought
from tenfold.web.rooms import Rooms
from tenfold.web.trail import Trail
from tenfold.web.unexpected import Unexpected

__all__ = ["create_app"]

_THREADS = 12
_FOR_A_DAY = "public, max-age=86400"
_FOR_GOOD = "public, max-age=31536000, immutable"


def create_app(
    root: Path,
    *,
    hosts: Collection[str],
    users: bool = False,
    loopback: Collection[str] = (),
    processes: int = 1,
) -> FastAPI:
    """The pages of the workspace in `root`, for requests that name one of `hosts` (name:port).

    With `users` people sign in, and each request acts for one of them. `loopback` are those of the hosts by
    which this machine asks itself. It is one of so many `processes`, each of which lets its share in.
    """
    app = FastAPI(
        title="tenfold",
        lifespan=_few_threads,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(authorised)],
    )
    app.state.rooms = Rooms(root)
    app.state.users, app.state.loopback = users, frozenset(loopback)
    for place in (
        week,
        studies,
        new_study,
        predictions,
        declaration,
        goals,
        study,
        study_files,
        audit,
        text_map,
        labelling,
        new_data,
        data,
        papers,
        paper,
        paper_marks,
        paper_pdf,
        paper_review,
        paper_doubts,
        paper_import,
        paper_index,
        paper_map,
        library_views,
        screening,
        lab_week,
        reports,
        backups,
        settings,
    ):
        app.include_router(place.router, include_in_schema=False)
    for place in (sign_in, account, people):
        app.include_router(place.router, include_in_schema=False)
    for router in ROUTERS:
        app.include_router(router)
    app.add_api_route("/static/{digest}/{name}", _static, include_in_schema=False)
    answer_failures(app)
    app.add_middleware(GivenAgain, rooms=app.state.rooms)
    app.add_middleware(Unexpected)  # a write in which the program failed is in the trail too
    if users:
        app.add_middleware(Trail, rooms=app.state.rooms)
    app.add_middleware(Crowd, processes=processes)
    app.add_middleware(Unexpected)
    app.add_middleware(Guard, hosts=hosts, tokens=users)
    app.add_middleware(Unexpected, blindly=True)
    return app


@asynccontextmanager
async def _few_threads(_: FastAPI) -> AsyncIterator[None]:
    """One interpreter runs one thread at a time: more that compute only take it from each other."""
    to_thread.current_default_thread_limiter().total_tokens = _THREADS
    yield


def _static(digest: str, name: str) -> Response:
    if (path := brought().get((digest, name))) is not None:
        return FileResponse(path, headers={"cache-control": _FOR_A_DAY})
    asset = assets().get(name)
    if asset is None or not asset.address.startswith(f"/static/{digest}/"):
        raise HTTPException(404)
    headers = {"cache-control": _FOR_GOOD}
    if name == "pdf.worker.min.mjs":
        headers["content-security-policy"] = WORKER_POLICY
    return FileResponse(asset.path, headers=headers)
