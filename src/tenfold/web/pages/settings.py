"""Settings: who acts, the language of the pages, the health of the workspace."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from tenfold.language import LANGUAGES
from tenfold.store.sessions import SCOPES
from tenfold.study.doctor import examine
from tenfold.web.asking import Opened, back
from tenfold.web.doors import Doors, accounts_are_on, visitor_of
from tenfold.web.rendering import render
from tenfold.web.speaking import LANGUAGE_COOKIE

__all__ = ["router"]

router = APIRouter()
_YEAR_S = 365 * 24 * 3600


@router.get("/settings")
def show(request: Request, workspace: Opened) -> Response:
    """What is set, and what the doctor finds; with accounts, one's own and what an owner may know."""
    acting = visitor_of(request)
    may_know = not accounts_are_on(request) or (acting is not None and acting.role == "owner")
    sessions = Doors(workspace.database).sessions
    return render(
        request,
        "settings.html.j2",
        person=workspace.person,
        root=workspace.root,
        where=workspace.database.where,
        checks=examine(workspace.root) if may_know else (),
        tokens=sessions.tokens(acting.user) if acting is not None else (),
        scopes=SCOPES,
    )


@router.post("/settings/language")
def choose_language(
    language: Annotated[str, Form()] = "", to: Annotated[str, Form()] = "/"
) -> Response:
    """Speak this language here from now on."""
    response = back(to)
    if language in LANGUAGES:
        response.set_cookie(
            LANGUAGE_COOKIE, language, max_age=_YEAR_S, samesite="lax", httponly=True
        )
    return response
