"""What every request passes (whose address it names, where a write comes from), and what a page may do."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders

from tenfold.web.failures import refused_response
from tenfold.web.sizes import most_bytes

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["WORKER_POLICY", "Guard", "loopback_hosts", "with_headers"]

_PATIENCE_S = 30.0
_SLOWEST = 1 << 15  # bytes a second
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_SAME_PLACE = frozenset({"same-origin", "none"})
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
WORKER_POLICY = "; ".join(
    ("default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "connect-src 'self'")
)
"""What the worker of pdf.js may do, which has no page: it unpacks JPEG 2000 by WebAssembly."""
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


def loopback_hosts(port: int) -> frozenset[str]:
    """The names under which this machine asks itself."""
    return frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]"))


class Guard:
    """Refuses a request that names another host, a write from another page, and a body that is too large.

    A page of another site can make the browser of the user ask this server: by a name of its own that it lets
    lead to 127.0.0.1 (the host tells it), or by a form (the browser says where the form stood). Sources: OWASP
    ASVS 5.0, V3.5; the Fetch standard's `Sec-Fetch-Site`.
    """

    def __init__(self, app: ASGIApp, *, hosts: Collection[str], tokens: bool = False) -> None:
        self._app = app
        self._tokens = tokens
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = most_bytes(scope["method"], scope["path"])
        refused = self._refusal(scope["method"], Headers(scope=scope), most)
        if refused is not None:
            await refused_response(scope["path"], *refused)(scope, receive, with_headers(send))
            return
        await self._app(scope, _bounded(receive, most), with_headers(send))

    def _refusal(self, method: str, headers: Headers, most: int) -> tuple[int, str] | None:
        host = headers.get("host", "").lower()
        if host not in self._hosts:
            return 421, f"This server is not {host!r}. It is: {', '.join(sorted(self._hosts))}"
        if method not in _SAFE_METHODS and not (
            _is_from_here(headers, host) or self._shows_a_token(headers)
        ):
            return 403, "This was asked for by another site. Nothing was done."
        if int(_number(headers.get("content-length"))) > most:
            return 413, f"That is more than {most >> 20} MiB. Nothing was saved."
        return None

    def _shows_a_token(self, headers: Headers) -> bool:
        """A script's own word: no form can say it, and where it is said, no cookie counts."""
        return self._tokens and headers.get("authorization", "").lower().startswith("bearer ")


def _is_from_here(headers: Headers, host: str) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in _SAME_PLACE
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() == host


def _number(said: str | None) -> str:
    return said if said is not None and said.isdecimal() else "0"


def _bounded(receive: Receive, most: int) -> Receive:
    """The body as it comes; it ends where it grows too long without having said so, or comes too slowly."""
    seen, is_whole = 0, False
    until = asyncio.get_running_loop().time() + _PATIENCE_S + most / _SLOWEST

    async def receive_within() -> Message:
        nonlocal seen, is_whole
        try:
            async with asyncio.timeout_at(None if is_whole else until):
                message = await receive()
        except TimeoutError:
            return {"type": "http.disconnect"}
        is_whole = not message.get("more_body", False)
        seen += len(message.get("body", b""))
        if seen > most:
            return {"type": "http.disconnect"}
        return message

    return receive_within


def with_headers(send: Send) -> Send:
    """Have every answer say what a page may do, and that what is private is kept nowhere."""

    async def sendwith_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("cache-control", "no-store")  # what is private stays in no cache
        await send(message)

    return sendwith_headers
