"""One's own account: password and tokens."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from tenfold.language import translator
from tenfold.web.api.asked import Number
from tenfold.web.asking import Language, back
from tenfold.web.doors import Entered, Visitor, address_of, by, hand_over
from tenfold.web.rendering import render

__all__ = ["router"]

router = APIRouter()


@router.post("/settings/password")
def change_password(
    request: Request,
    doors: Entered,
    acting: Visitor,
    language: Language,
    old: Annotated[str, Form()] = "",
    new: Annotated[str, Form()] = "",
) -> Response:
    """Change it by giving the present one; every session ends, and this browser gets a new one."""
    user = doors.accounts.change_password(acting.name, old, new, address=address_of(request))
    _ = translator(language)
    said = _("Your password is changed; you are signed out everywhere else.")
    response = back("/settings", said)
    hand_over(request, response, doors.sessions.begin(user))
    return response


@router.post("/settings/tokens")
def make_token(
    request: Request,
    doors: Entered,
    acting: Visitor,
    label: Annotated[str, Form()] = "",
    scope: Annotated[str, Form()] = "read",
) -> Response:
    """A token for scripts. It is shown on the answer itself, this once, and stands in no address."""
    secret = doors.sessions.make_token(acting, label, scope, by=by(request, acting))
    return render(request, "secret.html.j2", kind="token", secret=secret, to="/settings")


@router.post("/settings/tokens/{number}/end")
def end_token(
    request: Request, doors: Entered, acting: Visitor, language: Language, number: Number
) -> Response:
    """No script comes in with it any more."""
    doors.sessions.end_token(acting, number, by=by(request, acting))
    _ = translator(language)
    return back("/settings", _("The token is ended."))
