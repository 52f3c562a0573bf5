"""Settings: who acts, the language of the pages, the health of the workspace."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from tenfold.language import LANGUAGES
from tenfold.study.doctor import examine
from tenfold.web.asking import Opened, back
from tenfold.web.rendering import render
from tenfold.web.speaking import LANGUAGE_COOKIE

__all__ = ["router"]

router = APIRouter()
_YEAR_S = 365 * 24 * 3600


@router.get("/settings")
def show(request: Request, workspace: Opened) -> Response:
    """What is set, and what the doctor finds."""
    return render(
        request,
        "settings.html.j2",
        person=workspace.person,
        root=workspace.root,
        where=workspace.database.where,
        checks=examine(workspace.root),
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
