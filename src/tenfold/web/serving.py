"""Serve the pages: at one address, said before anybody comes."""

from __future__ import annotations

import errno
import os
import re
import socket
import sys
from collections.abc import Collection
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

import uvicorn

from tenfold.errors import InputError
from tenfold.web.app import create_app
from tenfold.web.children import Children, can_fork
from tenfold.web.guard import loopback_hosts
from tenfold.web.rendering import read_templates

if TYPE_CHECKING:
    from pathlib import Path

    from tenfold.store.workspace import Workspace

__all__ = ["Opening", "bind", "n_processes", "opening_of", "serve", "server_of"]

_LOOPBACK = "127.0.0.1"
_MOST_BY_ITSELF, _MOST = 4, 64
_MOST_CONNECTIONS = _MOST_WAITING = 2048
_SWITCH_S = 0.0005
"""A thread that makes a page gives the interpreter away after so long. Each small step of the others (a request
that is taken in, a file that is looked at) waits for it; by default ten times as long."""
_AT_A_TIME = 1
"""Connections that asyncio takes in one go, by its `backlog`. With more than one, the process that wakes first
takes all that came together, as those of one browser do, and the others have none."""
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


def n_processes(workspace: Workspace, opening: Opening, *, asked: int | None = None) -> int:
    """How many serve: as `asked`, else as `[web] processes` says, else one a core where people sign in.

    One person's browser asks for one page at a time, and each process keeps the library in memory anew: so it
    is one without accounts, and by itself never more than four. Raises InputError for what is no such number.
    """
    said = workspace.setting("web", "processes", None) if asked is None else asked
    where = "tenfold.toml: [web]" if asked is None else "--processes"
    if said is None:
        return min(_n_cores(), _MOST_BY_ITSELF) if opening.users and can_fork() else 1
    if not isinstance(said, int) or isinstance(said, bool) or not 1 <= said <= _MOST:
        raise InputError(f"processes is a number from 1 to {_MOST}.", where=where)
    if said > 1 and not can_fork():
        raise InputError("several processes by one address: only on Linux.", where=where)
    return said


def _n_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


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


def serve(
    root: Path, listener: socket.socket, opening: Opening | None = None, *, processes: int = 1
) -> None:
    """Serve the workspace in `root` until Ctrl-C. What was asked before is answered first.

    With several `processes` nothing of the workspace may be open here: they are forked.
    """
    server = server_of(root, listener, opening, processes=processes)
    sys.setswitchinterval(_SWITCH_S)

    def run() -> None:
        server.run(sockets=[listener])

    def stop() -> None:
        server.should_exit = True

    if processes == 1:
        run()
    else:
        server.config.load()
        _load_what_is_shared()
        Children(processes, run=run, stop=stop).keep(ending=listener.close)


def _load_what_is_shared() -> None:
    """What pages load when they are first asked for; loaded before the fork it is in memory once."""
    for name in ("networkx", "tantivy"):
        import_module(name)
    read_templates()


def server_of(
    root: Path, listener: socket.socket, opening: Opening | None = None, *, processes: int = 1
) -> uvicorn.Server:
    """The server of the workspace in `root`, one of so many by this address, which does not run yet."""
    opening = opening or Opening()
    own: Collection[str] = loopback_hosts(listener.getsockname()[1])
    config = uvicorn.Config(
        create_app(
            root,
            hosts={*own, *opening.hosts},
            users=opening.users,
            loopback=own,
            processes=processes,
        ),
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=3,
        backlog=_AT_A_TIME,
        limit_concurrency=_MOST_CONNECTIONS // processes,  # idle ones too; requests: `crowd`
    )
    return _Server(config)


class _Server(uvicorn.Server):
    """One that takes its connections one by one, so that others by the same socket get theirs."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve."""
        await super().startup(sockets)
        for listener in sockets or ():
            listener.listen(_MOST_WAITING)
