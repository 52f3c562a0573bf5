"""What pages ask of a request: the workspace, the way back, the words of a form."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse

from tenfold.store.sessions import Acting
from tenfold.store.workspace import Workspace
from tenfold.web.doors import accounts_are_on, authorised
from tenfold.web.rooms import Rooms
from tenfold.web.speaking import language_of

__all__ = ["Language", "Opened", "Shared", "back"]


def _rooms(request: Request) -> Rooms:
    found: Rooms = request.app.state.rooms
    return found


def _workspace(
    request: Request, acting: Annotated[Acting | None, Depends(authorised)]
) -> Workspace:
    if acting is not None:
        return _rooms(request).workspace.acting_as(acting.name)
    if accounts_are_on(request):  # never as the local person
        raise HTTPException(401, "Sign in first.")
    return _rooms(request).workspace


Shared = Annotated[Rooms, Depends(_rooms)]
"""What requests share."""
Opened = Annotated[Workspace, Depends(_workspace)]
"""The workspace, as its settings are now, in which the person acts who is signed in."""
Language = Annotated[str, Depends(language_of)]
"""The language in which the answer is to be."""


def back(to: str, said: str = "", *, at: str = "") -> RedirectResponse:
    """After a write: go to a page of this server and say there what was done. Elsewhere is never gone to."""
    parts = urlsplit(to)
    path = parts.path if parts.path.startswith("/") and not parts.path.startswith("//") else "/"
    query = f"?{urlencode({'said': said})}" if said else ""
    return RedirectResponse(f"{path}{query}{'#' + at if at else ''}", status_code=303)
