"""Whom a request acts for, and whether they may: asked before every route."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from fastapi import Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request

from tenfold.store.accounts import Accounts
from tenfold.store.audit_log import AuditLog, By
from tenfold.store.sessions import Acting, Sessions
from tenfold.web.rights import RIGHTS, Least, refusal

if TYPE_CHECKING:
    from starlette.responses import Response

    from tenfold.store.database import Database
    from tenfold.web.rooms import Rooms

__all__ = [
    "Doors",
    "Entered",
    "Visitor",
    "accounts_are_on",
    "address_of",
    "authorised",
    "by",
    "hand_over",
    "session_secret",
    "visitor_of",
]

_COOKIE = "tenfold_session"
_SECURE_COOKIE = "__Host-tenfold_session"
_PROXY = ("forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host")
_THIS_MACHINE = ("127.0.0.1", "::1")


class Doors:
    """Accounts, sessions and the log of a workspace."""

    def __init__(self, database: Database) -> None:
        self.accounts = Accounts(database)
        self.sessions = Sessions(database)
        self.log = AuditLog(database)


def accounts_are_on(request: Request) -> bool:
    """As it was when the server began: a later change of a file opens nothing."""
    return bool(request.app.state.users)


async def _entered(request: Request) -> Doors:
    return _doors(request)


def _doors(request: Request) -> Doors:
    if not accounts_are_on(request):
        raise HTTPException(404, "There are no accounts here.")
    rooms: Rooms = request.app.state.rooms
    return Doors(rooms.workspace.database)


Entered = Annotated[Doors, Depends(_entered)]
"""Accounts and what belongs to them; where there are none, the page is not there."""


def visitor_of(request: Request) -> Acting | None:
    """Whom the request acts for; a token that is shown counts alone."""
    if not accounts_are_on(request):
        return None
    if not hasattr(request.state, "acting"):
        sessions = _doors(request).sessions
        shown = request.headers.get("authorization")
        if shown is not None:
            kind, _, token = shown.partition(" ")
            found = sessions.by_token(token.strip()) if kind.lower() == "bearer" else None
        else:
            cookie = session_secret(request)
            found = sessions.by_session(cookie) if cookie else None
        request.state.acting = found
    acting: Acting | None = request.state.acting
    return acting


async def authorised(request: Request) -> Acting | None:
    """Refuse the request unless its route lets the visitor in. Without accounts all are the local person."""
    if not accounts_are_on(request):
        return None
    if hasattr(
        request.state, "acting"
    ):  # they are known: nothing is left to be asked of the database
        return _authorised(request)
    return await run_in_threadpool(_authorised, request)


def _authorised(request: Request) -> Acting | None:
    least, acting = _least(request), visitor_of(request)
    if acting is None and least != "anybody":
        raise _who_are_you(request)
    if acting is not None:
        rooms: Rooms = request.app.state.rooms
        guests = rooms.workspace.setting("web", "guests", False) is True
        if why := refusal(least, acting, method=request.method, guests=guests):
            raise HTTPException(403, why)
        request.state.is_logged = least not in (
            "anybody",
            "signed in",
            "owner",
        )  # these log themselves
    return acting


def _least(request: Request) -> Least | None:
    """By the route that was found, if its address is really the whole address that was asked for."""
    route = request.scope.get("route")
    pattern = getattr(route, "path_regex", None)
    if pattern is None or pattern.match(request.url.path) is None:
        return None
    return RIGHTS.get((request.method, getattr(route, "path", "")))


def _who_are_you(request: Request) -> HTTPException:
    is_page = request.method == "GET" and not request.url.path.startswith("/api/")
    if is_page and "authorization" not in request.headers and "hx-request" not in request.headers:
        to = f"/login?to={quote(request.url.path)}"
        return HTTPException(303, "Sign in first.", headers={"location": to})
    return HTTPException(401, "Sign in first.", headers={"www-authenticate": "Bearer"})


async def _visitor(acting: Annotated[Acting | None, Depends(authorised)]) -> Acting:
    if acting is None:
        raise HTTPException(401, "Sign in first.")
    return acting


Visitor = Annotated[Acting, Depends(_visitor)]
"""The person who is signed in."""


def address_of(request: Request) -> str:
    """From where the request came."""
    return request.client.host if request.client else ""


def by(request: Request, acting: Acting) -> By:
    """The person for the audit log."""
    return By(acting.name, address_of(request), acting.token)


def _is_plain(request: Request) -> bool:
    """Whether it came over no network: from this machine to this machine, through no proxy."""
    host = request.headers.get("host", "").lower()
    is_near = host in request.app.state.loopback and address_of(request) in _THIS_MACHINE
    is_handed_on = any(name in request.headers for name in _PROXY)
    return is_near and not is_handed_on and request.url.scheme == "http"


def session_secret(request: Request) -> str:
    """What the browser showed as its session."""
    return request.cookies.get(_COOKIE if _is_plain(request) else _SECURE_COOKIE, "")


def hand_over(request: Request, response: Response, secret: str) -> None:
    """Put a session into the browser: for this server alone, out of reach of scripts; empty: take it out."""
    plain = _is_plain(request)
    response.set_cookie(
        _COOKIE if plain else _SECURE_COOKIE,
        secret,
        max_age=None if secret else 0,
        path="/",
        secure=not plain,
        httponly=True,
        samesite="lax",
    )
