"""Asking a public source over the network, politely and carefully.

A request goes to the one host that is asked, over HTTPS; it waits its turn, waits longer where the host
says so, and gives up after four tries. What is answered is bounded in bytes and time. Nothing is followed to
another host, and no address inside a private network is spoken to, whatever a name resolves to: the
address is checked once the connection stands and before anything is sent. httpx2 carries it, which
huggingface_hub brings; its connections can be looked at before they are used, which urllib's cannot.
"""

from __future__ import annotations

import datetime
import email.utils
import ipaddress
import time
import urllib.parse
import urllib.request
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from tenfold.errors import InputError
from tenfold.papers.importers.answers.plain_text import one_line

if TYPE_CHECKING:
    import httpx2

__all__ = ["LARGEST_BYTES", "Polite", "is_public"]

LARGEST_BYTES = 10 << 20
"""The largest answer that is taken."""

_MOST_TRIES = 4
_LONGEST_WAIT_S = 60.0
_BACKOFF_S = (2.0, 4.0, 8.0)
_TIMEOUT_S = 20.0
_DEADLINE_S = 60.0
_MOST_REDIRECTS = 3
_AGAIN = frozenset({429, 500, 502, 503, 504})
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_CODE = "TF-PAPER-SOURCE"


class _AgainError(Exception):
    """No answer this time; another try may bring one. `wait_s` is what the host asks for, if it does."""

    def __init__(self, reason: str, wait_s: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait_s = wait_s


@dataclass(slots=True)
class Polite:
    """One who asks. `waiter` waits for seconds, `clock` tells them; tests bring their own."""

    user_agent: str = "tenfold"
    waiter: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    deadline_s: float = _DEADLINE_S
    _last: dict[str, float] = field(default_factory=dict)

    def ask(self, address: str, *, spacing_s: float, shown: str, accept: str = "*/*") -> bytes:
        """The body of an answer.

        spacing_s
            Seconds between two requests to this host, at least.
        shown
            How the address is named in messages: without a key or a mail address.

        Raises InputError (TF-PAPER-SOURCE) where none can be had, in a sentence.
        """
        _check_address(address, shown)
        for tries in range(_MOST_TRIES):
            self._wait_turn(address, spacing_s)
            try:
                return self._once(address, shown, {"Accept": accept})
            except _AgainError as error:
                self._wait_longer(error, tries, shown)
        raise AssertionError("the last try returns or raises")

    def _wait_turn(self, address: str, spacing_s: float) -> None:
        host = urllib.parse.urlsplit(address).netloc
        last = self._last.get(host)
        if last is not None and (left := last + spacing_s - self.clock()) > 0:
            self.waiter(left)
        self._last[host] = self.clock()

    def _wait_longer(self, error: _AgainError, tries: int, shown: str) -> None:
        if tries == _MOST_TRIES - 1:
            raise _refusal(f"{error.reason} ({_MOST_TRIES} times).", shown, "Try again later.")
        wait = max(error.wait_s or 0.0, _BACKOFF_S[tries])
        if wait > _LONGEST_WAIT_S:
            raise _refusal(
                f"{error.reason}, and asks to wait {wait:.0f} s.",
                shown,
                "Try again after that time.",
            )
        self.waiter(wait)

    def _once(self, address: str, shown: str, headers: Mapping[str, str]) -> bytes:
        import httpx2

        known = {"User-Agent": self.user_agent, "Accept-Encoding": "gzip", **headers}
        proxy = _proxy(address)
        options: dict[str, Any] = {"trust_env": False, "timeout": _TIMEOUT_S, "headers": known}
        watched = {} if proxy else {"trace": _checking_peer(address)}
        try:
            with httpx2.Client(proxy=proxy, **options) as client:
                for _ in range(_MOST_REDIRECTS + 1):
                    with client.stream("GET", address, extensions=dict(watched)) as response:
                        if not response.is_redirect:
                            return self._body(response, shown)
                        address = _redirected(address, response, shown)
        except httpx2.TimeoutException:
            raise _AgainError("does not answer in time") from None
        except (httpx2.NetworkError, httpx2.RemoteProtocolError, httpx2.ProxyError) as error:
            raise _AgainError(f"cannot be reached ({_short(error)})") from None
        except httpx2.HTTPError as error:
            raise _refusal(f"cannot be asked ({_short(error)}).", shown) from None
        except httpx2.InvalidURL:  # its message may hold the address, and so a key
            raise _refusal("cannot be asked: it is no address.", shown) from None
        raise _refusal(f"sends on more than {_MOST_REDIRECTS} times.", shown)

    def _body(self, response: httpx2.Response, shown: str) -> bytes:
        status = response.status_code
        if status in _AGAIN:
            raise _AgainError(
                _status(status), _retry_after(response.headers.get("Retry-After", ""))
            )
        if status == HTTPStatus.NOT_FOUND:
            raise _refusal(
                "has no such paper (404).", shown, "Check the id, or ask another source: --from"
            )
        if not response.is_success:
            raise _refusal(f"{_status(status)}.", shown)
        content = self._content(response, shown)
        kind = response.headers.get("Content-Type", "").casefold()
        if "html" in kind or content.lstrip()[:9].lower().startswith((b"<!doctype", b"<html")):
            raise _refusal(
                "answers with a web page and not with data.",
                shown,
                "A network that asks you to log in does this, and a source that is being mended.",
            )
        return content

    def _content(self, response: httpx2.Response, shown: str) -> bytes:
        """The bytes of the body, unpacked by ourselves so that a small one cannot become a large one."""
        encoding = response.headers.get("Content-Encoding", "identity").casefold()
        if encoding not in ("identity", "gzip"):
            raise _refusal(
                f"answers in an encoding that was not asked for ({encoding[:20]}).", shown
            )
        unpacker = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
        began, parts, size = self.clock(), [], 0
        try:
            for chunk in response.iter_raw():
                part = unpacker.decompress(chunk, LARGEST_BYTES + 1 - size) if unpacker else chunk
                parts.append(part)
                size += len(part)
                if size > LARGEST_BYTES:
                    raise _refusal(f"answers with more than {LARGEST_BYTES >> 20} MB.", shown)
                if self.clock() - began > self.deadline_s:
                    raise _refusal(f"is not done answering after {self.deadline_s:.0f} s.", shown)
        except zlib.error:
            raise _AgainError("answers with damaged bytes") from None
        if unpacker and not unpacker.eof:
            raise _AgainError("breaks off its answer")
        return b"".join(parts)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, also where it is packed into an IPv6 one.

    >>> [is_public(a) for a in ("1.1.1.1", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "64:ff9b::a00:1")]
    [True, False, False, False, False]
    """
    try:
        ip: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(
            address.partition("%")[0]
        )
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _NAT64:
            ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        else:
            ip = ip.ipv4_mapped or ip.sixtofour or ip
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _check_address(address: str, shown: str) -> None:
    parts = urllib.parse.urlsplit(address)
    if parts.username is not None or not parts.hostname:
        raise _refusal("is not the address of a source.", shown)
    if parts.scheme != "https" and not _is_loopback(address):
        raise _refusal("is not asked: it is no HTTPS address.", shown)


def _is_loopback(address: str) -> bool:
    """Whether the address itself is written as this machine's: who names it means it."""
    parts = urllib.parse.urlsplit(address)
    return parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1")


def _proxy(address: str) -> str | None:
    """The proxy of this machine's settings. It looks the host up, so that the peer is the proxy."""
    parts = urllib.parse.urlsplit(address)
    if _is_loopback(address) or urllib.request.proxy_bypass(parts.hostname or ""):
        return None
    proxies = urllib.request.getproxies()
    return proxies.get(parts.scheme) or proxies.get("all")


def _checking_peer(address: str) -> Callable[[str, Mapping[str, Any]], None]:
    """Told of each event of a connection; breaks it off where it leads into a private network."""
    import httpx2

    allowed = _is_loopback(address)

    def told(event: str, about: Mapping[str, Any]) -> None:
        if event != "connection.connect_tcp.complete" or allowed:
            return
        stream = about["return_value"]
        peer = stream.get_extra_info("server_addr")
        if not peer or not is_public(str(peer[0])):
            stream.close()
            raise httpx2.UnsupportedProtocol("its name leads into a private network")

    return told


def _redirected(address: str, response: httpx2.Response, shown: str) -> str:
    """Where an answer sends on to; the same host over the same protocol, else it is refused."""
    target = urllib.parse.urljoin(address, response.headers.get("Location", ""))
    before, after = urllib.parse.urlsplit(address), urllib.parse.urlsplit(target)
    if (before.scheme, before.hostname, before.port) != (after.scheme, after.hostname, after.port):
        raise _refusal("sends on to another address, which is not followed.", shown)
    _check_address(target, shown)
    return target


def _retry_after(written: str) -> float | None:
    """Seconds, or a date of HTTP; None where neither is said."""
    if written.isascii() and written.isdecimal():
        return float(written[:9])
    try:
        when = email.utils.parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError):
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=datetime.UTC)
    return max(0.0, (when - datetime.datetime.now(datetime.UTC)).total_seconds())


def _status(status: int) -> str:
    words = {429: "says that it is asked too often"}
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "no known status"
    return words.get(status, f"answers {status} ({phrase})")


def _short(error: Exception) -> str:
    return one_line(str(error))[:120] or type(error).__name__


def _refusal(message: str, shown: str, remedy: str | None = None) -> InputError:
    return InputError(message, code=_CODE, where=shown, remedy=remedy)
