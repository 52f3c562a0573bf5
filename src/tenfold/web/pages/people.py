"""For owners: who may come in and as what, and what was changed by whom."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from tenfold.language import translator
from tenfold.store.accounts import ROLES
from tenfold.web.asking import Language, back
from tenfold.web.doors import Entered, Visitor, by
from tenfold.web.rendering import render

__all__ = ["router"]

router = APIRouter(prefix="/settings")
_PAGE = 100

Name = Annotated[str, Form()]


@router.get("/people")
def show(request: Request, doors: Entered) -> Response:
    """Everybody with an account."""
    return render(request, "people.html.j2", users=doors.accounts.users(), roles=ROLES)


@router.post("/people")
def add(
    request: Request,
    doors: Entered,
    acting: Visitor,
    name: Name = "",
    role: Annotated[str, Form()] = "member",
) -> Response:
    """A new account; its link is shown this once."""
    return _link(request, doors.accounts.add(name, role, by=by(request, acting)))


@router.post("/people/invite")
def invite(request: Request, doors: Entered, acting: Visitor, name: Name = "") -> Response:
    """A new link, for somebody who has lost theirs or forgot the password."""
    return _link(request, doors.accounts.invite(name, by=by(request, acting)))


def _link(request: Request, secret: str) -> Response:
    link = f"{str(request.base_url).rstrip('/')}/invite/{secret}"
    return render(request, "secret.html.j2", kind="link", secret=link, to="/settings/people")


@router.post("/people/role")
def set_role(
    request: Request,
    doors: Entered,
    acting: Visitor,
    language: Language,
    name: Name = "",
    role: Annotated[str, Form()] = "",
) -> Response:
    """Let somebody do more or less."""
    doors.accounts.set_role(name, role, by=by(request, acting))
    _ = translator(language)
    return back("/settings/people", _("Saved."))


@router.post("/people/remove")
def remove(
    request: Request, doors: Entered, acting: Visitor, language: Language, name: Name = ""
) -> Response:
    """Take an account away; what the person wrote stays."""
    doors.accounts.remove(name, by=by(request, acting))
    _ = translator(language)
    said = _("The account is taken away; what they wrote stays.")
    return back("/settings/people", said)


@router.get("/log")
def log(request: Request, doors: Entered, before: int | None = None) -> Response:
    """The audit log, the newest first."""
    lines = doors.log.newest(before=before, limit=_PAGE)
    older = lines[-1].number if len(lines) == _PAGE else None
    return render(request, "audit_log.html.j2", lines=lines, older=older)
