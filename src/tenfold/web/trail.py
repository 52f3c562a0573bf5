"""Every write that came through a door goes into the audit log before it is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyio import to_thread

from tenfold.store.audit_log import AuditLog, By

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from tenfold.store.sessions import Acting
    from tenfold.web.rooms import Rooms

__all__ = ["Trail"]

_REFUSED = 400


class Trail:
    """Logs who asked for what, from where, and whether it was done; what was written stands in the record."""

    def __init__(self, app: ASGIApp, *, rooms: Rooms) -> None:
        self._app = app
        self._rooms = rooms

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return

        async def send_when_logged(message: Message) -> None:
            state = scope.get("state", {})
            if message["type"] == "http.response.start" and state.get("is_logged"):
                await to_thread.run_sync(self._log, scope, state["acting"], message["status"])
            await send(message)

        await self._app(scope, receive, send_when_logged)

    def _log(self, scope: Scope, acting: Acting, status: int) -> None:
        address = scope["client"][0] if scope.get("client") else ""
        outcome = f"refused ({status})" if status >= _REFUSED else "done"
        log = AuditLog(self._rooms.workspace.database)
        log.add(
            By(acting.name, address, acting.token), f"{scope['method']} {scope['path']}", outcome
        )
