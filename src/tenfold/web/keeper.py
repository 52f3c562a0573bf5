"""A page that was made is given again to whom it was made for: by its route, or before one is looked for."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from tenfold.errors import TenfoldError
from tenfold.web.doors import accounts_are_on, visitor_of
from tenfold.web.speaking import language_of

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from tenfold.store.sessions import Acting
    from tenfold.web.kept_pages import Made
    from tenfold.web.rooms import Rooms

__all__ = ["GivenAgain", "Keeper", "page_key"]

_LONGEST_QUERY = 2000
"""What a longer one asks for is not kept: the names of pages take room too."""


def page_key(request: Request, person: str, language: str) -> Hashable:
    """All that the page of a request depends on besides what is stored; None where it is not to be kept."""
    query = request.url.query
    if "said" in request.query_params or len(query) > _LONGEST_QUERY:
        return None  # it says what was just done and is seen once, or has a long name
    acting: Acting | None = getattr(request.state, "acting", None)
    who = (person, acting.role, acting.token) if acting else person
    part = request.headers.get("hx-request") == "true"
    return request.url.path, query, part, language, who


class Keeper:
    """Gives the page of a request again while nothing has changed."""

    def __init__(self, rooms: Rooms, key: Hashable) -> None:
        self.key = key
        self._rooms = rooms
        self._came = time.monotonic()

    def page(
        self, make: Callable[[], Made], *, stamp: Callable[[], Hashable] | None = None
    ) -> Response:
        """The page that `make` makes. It is made again when `stamp` is another one, which is
        asked for again and again: it is not to hold the request.

        Default: the stamp of the database and the workspace's own files, which changes with anything.
        """
        if self.key is None:
            return make().page
        stamp = stamp or self._rooms.stamp
        return self._rooms.kept.page(self.key, stamp, make, came=self._came)


class GivenAgain:
    """Answers with a page that is kept and still good, which its route would find out more slowly.

    Whoever may see it now might when it was made: rights are of the person, the role and the token, which the
    key holds, and of settings, with which all that is kept goes.
    """

    def __init__(self, app: ASGIApp, *, rooms: Rooms) -> None:
        self._app = app
        self._rooms = rooms

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        answer = None
        if scope["type"] == "http" and scope["method"] == "GET":
            request = Request(scope)
            if not accounts_are_on(request):
                answer = await self._for_the_only_one(request)
            elif not request.url.path.startswith("/static/"):
                answer = await run_in_threadpool(self._for_a_visitor, request)
        await (answer or self._app)(scope, receive, send)

    async def _for_the_only_one(self, request: Request) -> Response | None:
        workspace = self._rooms.opened()
        if workspace is None:
            return None
        key = page_key(request, workspace.person, language_of(request))
        if (
            key not in self._rooms.kept
        ):  # a look without a thread: most pages of papers are made once
            return None
        return await run_in_threadpool(self._again, key)

    def _for_a_visitor(self, request: Request) -> Response | None:
        try:
            acting, workspace = visitor_of(request), self._rooms.opened()
        except TenfoldError:
            return None
        if acting is None or workspace is None:
            return None
        return self._again(page_key(request, acting.name, language_of(request)))

    def _again(self, key: Hashable) -> Response | None:
        with suppress(TenfoldError):  # the route meets it too, where it is told as a page
            return self._rooms.kept.again(key)
        return None
