"""How many may ask at once: beyond that, come again in a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.web.failures import refused_response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["MOST_AT_ONCE", "Crowd"]

MOST_AT_ONCE = 128
"""Requests under way; all that wait for the same threads, so more would only wait longer."""
_MOST_WATCHING = 512
_AGAIN_S = 2
_TOO_MANY = "Too many ask at once. Nothing was done; try again in a moment."


class Crowd:
    """Refuses what would be too much with 503 and Retry-After. Who watches a study run counts apart.

    `most` is what all `processes` of a server bear together; each of them counts its share.
    """

    def __init__(self, app: ASGIApp, *, most: int = MOST_AT_ONCE, processes: int = 1) -> None:
        self._app = app
        self._most = {False: most // processes, True: _MOST_WATCHING // processes}
        self._now = {False: 0, True: 0}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        watches = scope["path"].endswith("/live")
        if self._now[watches] >= self._most[watches]:
            refused = refused_response(scope["path"], 503, _TOO_MANY)
            refused.headers["retry-after"] = str(_AGAIN_S)
            await refused(scope, receive, send)
            return
        self._now[watches] += 1
        try:
            await self._app(scope, self._uncounted(receive, watches=watches), send)
        finally:
            self._now[watches] -= 1

    def _uncounted(self, receive: Receive, *, watches: bool) -> Receive:
        """While the bytes of a body are on their way, which may be long, the request holds nobody up."""
        is_whole = False

        async def receive_uncounted() -> Message:
            nonlocal is_whole
            if is_whole:
                return await receive()
            self._now[watches] -= 1
            try:
                message = await receive()
            finally:
                self._now[watches] += 1
            is_whole = not message.get("more_body", False)
            return message

        return receive_uncounted
