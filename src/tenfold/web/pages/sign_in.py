"""Coming in and leaving: by name and password, by an invitation, and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from tenfold.errors import InputError
from tenfold.store.accounts import User
from tenfold.web.asking import back
from tenfold.web.doors import Doors, Entered, Visitor, address_of, by, hand_over, session_secret
from tenfold.web.rendering import render

__all__ = ["router"]

router = APIRouter()
_STATUS = {"TF-SIGN-IN": 401, "TF-SIGN-IN-WAIT": 429}
_WAIT_S = "900"


@router.get("/login")
def ask(request: Request, doors: Entered, to: str = "/") -> Response:
    """Name and password."""
    return render(request, "login.html.j2", to=to, who="", error=None)


@router.post("/login")
def sign_in(
    request: Request,
    doors: Entered,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    to: Annotated[str, Form()] = "/",
) -> Response:
    """A new session where they fit; the one that the browser had ends."""
    try:
        user = doors.accounts.check_password(name, password, address=address_of(request))
    except InputError as error:
        status = _STATUS.get(error.code, 400)
        page = render(request, "login.html.j2", status=status, to=to, who=name, error=error)
        if status == _STATUS["TF-SIGN-IN-WAIT"]:
            page.headers["retry-after"] = _WAIT_S
        return page
    return _let_in(request, doors, user, to)


def _let_in(request: Request, doors: Doors, user: User, to: str) -> Response:
    response = back(to)
    secret = doors.sessions.begin(user, instead_of=session_secret(request))
    hand_over(request, response, secret)
    return response


@router.get("/invite/{secret}")
def ask_for_a_password(request: Request, doors: Entered, secret: str) -> Response:
    """The page behind the link that an owner gave."""
    user = doors.accounts.invited(secret)
    return render(request, "invite.html.j2", who=user.name, secret=secret, error=None)


@router.post("/invite")
def accept(
    request: Request,
    doors: Entered,
    secret: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    """Choose a password and come in."""
    name = doors.accounts.invited(secret).name
    try:
        user = doors.accounts.accept(secret, password, address=address_of(request))
    except InputError as error:
        return render(request, "invite.html.j2", status=400, who=name, secret=secret, error=error)
    return _let_in(request, doors, user, "/")


@router.post("/logout")
def sign_out(request: Request, doors: Entered, acting: Visitor) -> Response:
    """End the session, and have the browser forget drafts: another may sit down there."""
    doors.sessions.end(session_secret(request), by=by(request, acting))
    response = back("/login")
    hand_over(request, response, "")
    response.headers["clear-site-data"] = '"storage"'
    return response
