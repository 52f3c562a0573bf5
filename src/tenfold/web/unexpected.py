"""What nobody foresaw: told as a page or as JSON, with a number that stands in the log beside the traceback."""

from __future__ import annotations

import logging
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from tenfold.errors import InputError
from tenfold.web.doors import visitor_of
from tenfold.web.failures import failure_json, page_before, wants_json
from tenfold.web.guard import with_headers
from tenfold.web.rendering import render

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Unexpected"]

_LOG = logging.getLogger("uvicorn.error")  # to where the server itself says what goes wrong
_CODE = "TF-UNEXPECTED"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_MESSAGE = "tenfold could not answer this: the mistake is in the program, not in what was asked."


class Unexpected:
    """Answers 500 where what is inside fails with an error that is none of ours, and keeps the connection.

    Left to the server, the answer would be a bare line and the connection closed after it, in the middle of a
    body or of the next request. Where an answer has begun, it is broken off, so that nobody takes it for whole.
    `blindly`: where it is not known yet whether this server was meant, it is told without a page.
    """

    def __init__(self, app: ASGIApp, *, blindly: bool = False) -> None:
        self._app = app
        self._blindly = blindly

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def send_noting(message: Message) -> None:
            nonlocal has_begun
            await send(message)  # which may fail too, and then nothing has begun
            has_begun = True

        try:
            await self._app(scope, receive, send_noting)
        except Exception:
            number = secrets.token_hex(4)
            _LOG.exception("%s: %s %r failed", number, scope["method"], scope["path"])
            if not has_begun:
                answer = await to_thread.run_sync(self._answer, Request(scope), number)
                await answer(scope, receive, with_headers(send))

    def _answer(self, request: Request, number: str) -> Response:
        told = _told(request.method, number)
        if wants_json(request):
            return JSONResponse(failure_json(told), 500)
        return PlainTextResponse(f"{told}\n", 500) if self._blindly else _page(request, number)


def _page(request: Request, number: str) -> Response:
    with suppress(Exception):  # whatever fails here too: the page is one for strangers
        visitor_of(request)
    try:
        return _made(request, number)
    except Exception:
        _LOG.exception("%s: its page cannot be made either", number)
        return PlainTextResponse(f"{_told(request.method, number)}\n", 500)


def _made(request: Request, number: str) -> Response:
    part = request.headers.get("hx-request") == "true"
    return render(
        request,
        "unexpected_part.html.j2" if part else "unexpected.html.j2",
        status=500,
        number=number,
        writes=request.method not in _SAFE_METHODS,
        before=page_before(request),
    )


def _told(method: str, number: str) -> InputError:
    safe = method in _SAFE_METHODS
    look = "" if safe else "Look whether it was saved before you send it again. "
    remedy = f"{look}Its number in the server's log is {number}."
    return InputError(_MESSAGE, code=_CODE, remedy=remedy)
