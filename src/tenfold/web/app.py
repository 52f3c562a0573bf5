"""The server of the pages: routes, the guard before them, and errors as pages."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import Depends, FastAPI
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response

from tenfold.errors import DamageError, DeclarationError, InputError, TenfoldError
from tenfold.web import api
from tenfold.web.crowd import Crowd
from tenfold.web.doors import authorised, visitor_of
from tenfold.web.guard import WORKER_POLICY, Guard
from tenfold.web.pages import (
    account,
    audit,
    data,
    declaration,
    lab_week,
    labelling,
    library_views,
    new_data,
    new_study,
    paper,
    paper_import,
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
    week,
)
from tenfold.web.rendering import assets, brought, render
from tenfold.web.rooms import Rooms
from tenfold.web.trail import Trail

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["create_app"]

_STATUS = {"TF-SIGN-IN": 401, "TF-SIGN-IN-WAIT": 429}
_FOR_A_DAY = "public, max-age=86400"
_FOR_GOOD = "public, max-age=31536000, immutable"


def create_app(
    root: Path,
    *,
    hosts: Collection[str],
    users: bool = False,
    loopback: Collection[str] = (),
) -> FastAPI:
    """The pages of the workspace in `root`, for requests that name one of `hosts` (name:port).

    With `users` people sign in, and each request acts for one of them. `loopback` are those of the hosts by
    which this machine asks itself.
    """
    app = FastAPI(
        title="tenfold",
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
        study,
        audit,
        labelling,
        new_data,
        data,
        papers,
        paper,
        paper_marks,
        paper_pdf,
        paper_review,
        paper_import,
        paper_map,
        library_views,
        screening,
        lab_week,
        reports,
        settings,
    ):
        app.include_router(place.router, include_in_schema=False)
    for place in (sign_in, account, people):
        app.include_router(place.router, include_in_schema=False)
    app.include_router(api.router)
    app.add_api_route("/static/{digest}/{name}", _static, include_in_schema=False)
    app.add_exception_handler(TenfoldError, _error_page)
    app.add_exception_handler(HTTPException, _error_page)
    if users:
        app.add_middleware(Trail, rooms=app.state.rooms)
    app.add_middleware(Crowd)
    app.add_middleware(Guard, hosts=hosts, tokens=users)
    return app


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


def _error_page(request: Request, error: Exception) -> Response:
    """What went wrong in the words of the commands; as JSON where a script asked."""
    status, told = _told(error)
    headers = dict(getattr(error, "headers", None) or {})
    if "location" in headers:
        return RedirectResponse(headers["location"], status_code=status)
    if request.url.path.startswith("/api/") or "authorization" in request.headers:
        return JSONResponse(
            {"schema_version": 1, "error": told}, status_code=status, headers=headers
        )
    with suppress(
        TenfoldError
    ):  # where the store itself is in trouble, the page is one for strangers
        visitor_of(request)
    page = render(request, "error.html.j2", status=status, error=told)
    page.headers.update(headers)
    return page


def _told(error: Exception) -> tuple[int, dict[str, str | None]]:
    if isinstance(error, HTTPException):
        found = InputError(str(error.detail), code=f"HTTP {error.status_code}")
        return error.status_code, found.to_json()
    assert isinstance(error, TenfoldError)
    status = 422 if isinstance(error, DeclarationError) else _STATUS.get(error.code, 400)
    if not isinstance(error, InputError):
        status = 500 if isinstance(error, DamageError) else 503
    return status, error.to_json()
