"""What pages ask of a request: the workspace, the way back, the words of a form.

What only looks at the request is `async`: FastAPI hands every other part over to a thread, one by one, which
takes longer than most of them do.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse

from tenfold.store.sessions import Acting
from tenfold.store.workspace import Workspace
from tenfold.web.doors import accounts_are_on, authorised
from tenfold.web.keeper import Keeper, page_key
from tenfold.web.rooms import Rooms
from tenfold.web.speaking import language_of

__all__ = ["Kept", "Language", "MayReach", "Opened", "Shared", "back"]


async def _rooms(request: Request) -> Rooms:
    found: Rooms = request.app.state.rooms
    return found


async def _workspace(
    request: Request,
    rooms: Annotated[Rooms, Depends(_rooms)],
    acting: Annotated[Acting | None, Depends(authorised)],
) -> Workspace:
    if acting is None and accounts_are_on(request):  # never as the local person
        raise HTTPException(401, "Sign in first.")
    workspace = rooms.opened()
    if workspace is None:
        workspace = await run_in_threadpool(rooms.open)
    return workspace if acting is None else workspace.acting_as(acting.name)


async def _may_reach(acting: Annotated[Acting | None, Depends(authorised)]) -> bool:
    return acting is None or acting.role == "owner"


Shared = Annotated[Rooms, Depends(_rooms)]
"""What requests share."""
Opened = Annotated[Workspace, Depends(_workspace)]
"""The workspace, as its settings are now, in which the person acts who is signed in."""
MayReach = Annotated[bool, Depends(_may_reach)]
"""Whether a declaration of this person may name files and programs of the machine."""


async def _language(request: Request) -> str:
    return language_of(request)


Language = Annotated[str, Depends(_language)]
"""The language in which the answer is to be."""


async def _keeper(
    request: Request, rooms: Shared, workspace: Opened, language: Language
) -> AsyncIterator[Keeper]:
    keeper = Keeper(rooms, page_key(request, workspace.person, language))
    async with rooms.turns.taken(keeper.key):
        yield keeper


Kept = Annotated[Keeper, Depends(_keeper, scope="function")]
"""What gives a page again."""


def back(to: str, said: str = "", *, at: str = "", query: str = "") -> RedirectResponse:
    """After a write: go to a page of this server and say there what was done. Elsewhere is never gone to.

    `query` is what its address asks for beside.
    """
    parts = urlsplit(to)
    path = parts.path if parts.path.startswith("/") and not parts.path.startswith("//") else "/"
    asked = "&".join(filter(None, (query, urlencode({"said": said}) if said else "")))
    address = f"{path}?{asked}" if asked else path
    return RedirectResponse(f"{address}{'#' + at if at else ''}", status_code=303)
