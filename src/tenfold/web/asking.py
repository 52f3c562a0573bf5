"""What pages ask of a request: the workspace, the way back, the words of a form."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tenfold.store.sessions import Acting
from tenfold.store.workspace import Workspace
from tenfold.web.doors import accounts_are_on, authorised
from tenfold.web.kept_pages import Made
from tenfold.web.rooms import Rooms
from tenfold.web.speaking import language_of

__all__ = ["Kept", "Language", "MayReach", "Opened", "Shared", "back"]


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


_LONGEST_QUERY = 2000
"""What a longer one asks for is not kept: the names of pages take room too."""


def _may_reach(acting: Annotated[Acting | None, Depends(authorised)]) -> bool:
    return acting is None or acting.role == "owner"


class Keeper:
    """Gives a page again while nothing has changed; to nobody but whom it was made for."""

    def __init__(self, request: Request, rooms: Rooms, workspace: Workspace, language: str) -> None:
        acting: Acting | None = getattr(request.state, "acting", None)
        who = (workspace.person, acting.role, acting.token) if acting else workspace.person
        part = request.headers.get("hx-request") == "true"
        self._rooms = rooms
        query = request.url.query
        self._is_plain = "said" not in request.query_params and len(query) <= _LONGEST_QUERY
        self._key = (request.url.path, query, part, language, who)

    def page(self, make: Callable[[], Made], *, stamp: Hashable = None) -> Response:
        """The page that `make` makes. It is made again when `stamp` is another one.

        Default: the stamp of the database and the workspace's own files, which changes with anything.
        """
        if not self._is_plain:  # it says what was just done and is seen once, or has a long name
            return make().page
        return self._rooms.kept.page(self._key, stamp or self._rooms.stamp(), make)


Shared = Annotated[Rooms, Depends(_rooms)]
"""What requests share."""
Opened = Annotated[Workspace, Depends(_workspace)]
"""The workspace, as its settings are now, in which the person acts who is signed in."""
MayReach = Annotated[bool, Depends(_may_reach)]
"""Whether a declaration of this person may name files and programs of the machine."""
Language = Annotated[str, Depends(language_of)]
"""The language in which the answer is to be."""


def _keeper(request: Request, rooms: Shared, workspace: Opened, language: Language) -> Keeper:
    return Keeper(request, rooms, workspace, language)


Kept = Annotated[Keeper, Depends(_keeper)]
"""What gives a page again."""


def back(to: str, said: str = "", *, at: str = "") -> RedirectResponse:
    """After a write: go to a page of this server and say there what was done. Elsewhere is never gone to."""
    parts = urlsplit(to)
    path = parts.path if parts.path.startswith("/") and not parts.path.startswith("//") else "/"
    query = f"?{urlencode({'said': said})}" if said else ""
    return RedirectResponse(f"{path}{query}{'#' + at if at else ''}", status_code=303)
