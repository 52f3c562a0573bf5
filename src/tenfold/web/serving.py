"""Serve the pages: at one address, said before anybody comes."""

from __future__ import annotations

import errno
import re
import socket
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import uvicorn

from tenfold.errors import InputError
from tenfold.web.app import create_app
from tenfold.web.guard import loopback_hosts

if TYPE_CHECKING:
    from pathlib import Path

    from tenfold.store.workspace import Workspace

__all__ = ["Opening", "bind", "opening_of", "serve", "server_of"]

_LOOPBACK = "127.0.0.1"
_HOST = re.compile(r"[a-z0-9.-]+(:\d{1,5})?|\[[0-9a-f:]+\](:\d{1,5})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Who may come: `users` sign in, by the names `hosts`. It holds until the server ends."""

    users: bool = False
    hosts: tuple[str, ...] = ()


def opening_of(workspace: Workspace) -> Opening:
    """What `tenfold.toml` says. Raises InputError for what is no switch or no name of a host."""
    users, hosts = workspace.setting("web", "users", False), workspace.setting("web", "hosts", [])
    for key in ("users", "guests"):
        if not isinstance(workspace.setting("web", key, False), bool):
            raise _wrong(f"{key} is true or false.")
    if not isinstance(hosts, list) or not all(isinstance(host, str) for host in hosts):
        raise _wrong('hosts is a list of names, such as ["lab.example"].')
    for host in hosts:
        if not _HOST.fullmatch(host.lower()):
            raise _wrong(f"{host!r} is no name of a host; such as lab.example or 10.0.0.5:8010.")
    return Opening(users=users, hosts=tuple(hosts) if users else ())


def _wrong(message: str) -> InputError:
    return InputError(message, where="tenfold.toml: [web]")


def bind(host: str, port: int, opening: Opening | None = None) -> socket.socket:
    """A socket that listens on `port`; 0 takes any that is free.

    Raises InputError for an address that others could reach without accounts and names, and for a port that
    is taken.
    """
    if host not in (_LOOPBACK, "localhost"):
        _require_accounts(host, port, opening or Opening())
    where = _LOOPBACK if host == "localhost" else host
    family = socket.AF_INET6 if ":" in where else socket.AF_INET
    # asyncio sends without delay (TCP_NODELAY) only where the protocol is named: else each answer waits 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((where, port))
    except OSError as error:
        listener.close()
        if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
            raise InputError(f"{host} is no address of this machine.", where="--host") from error
        raise InputError(
            f"port {port} is taken.", where="--port", remedy="Another: --port 0 takes a free one."
        ) from error
    listener.listen()  # who comes as soon as the address is said waits, and is not refused
    return listener


def _require_accounts(host: str, port: int, opening: Opening) -> None:
    if not opening.users:
        raise InputError(
            f"{host} can be reached by others, and this workspace has no accounts.",
            where="--host",
            remedy="Leave it out: 127.0.0.1. From elsewhere, use a tunnel: "
            f"ssh -L {port}:127.0.0.1:{port} THIS-MACHINE. Or have people sign in: [web] users = true "
            "in tenfold.toml.",
        )
    if not opening.hosts:
        raise InputError(
            f"{host} can be reached by others, and nothing says by which names.",
            where="--host",
            remedy='Name them in tenfold.toml: [web] hosts = ["lab.example"].',
        )


def serve(root: Path, listener: socket.socket, opening: Opening | None = None) -> None:
    """Serve the workspace in `root` until Ctrl-C. What was asked before is answered first."""
    server_of(root, listener, opening).run(sockets=[listener])


def server_of(
    root: Path, listener: socket.socket, opening: Opening | None = None
) -> uvicorn.Server:
    """The server of the workspace in `root`, which does not run yet."""
    opening = opening or Opening()
    own: Collection[str] = loopback_hosts(listener.getsockname()[1])
    config = uvicorn.Config(
        create_app(root, hosts={*own, *opening.hosts}, users=opening.users, loopback=own),
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=3,
        limit_concurrency=2048,  # connections, idle ones too; requests are counted in `crowd`
    )
    return uvicorn.Server(config)
