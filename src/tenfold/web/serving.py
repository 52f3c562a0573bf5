"""Serve the pages on this machine: one address, said before anybody comes."""

from __future__ import annotations

import socket
from pathlib import Path

import uvicorn

from tenfold.errors import InputError
from tenfold.web.app import create_app
from tenfold.web.guard import loopback_hosts

__all__ = ["bind", "serve"]

_LOOPBACK = "127.0.0.1"


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens on `port`; 0 takes any that is free.

    Raises InputError for an address that others could reach (there are no accounts yet), and for a port that is
    taken.
    """
    if host not in (_LOOPBACK, "localhost"):
        raise InputError(
            f"{host} can be reached by others, and pages have no accounts yet.",
            where="--host",
            remedy="Leave it out: 127.0.0.1. From elsewhere, use a tunnel: "
            f"ssh -L {port}:127.0.0.1:{port} THIS-MACHINE",
        )
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_LOOPBACK, port))
    except OSError as error:
        listener.close()
        raise InputError(
            f"port {port} is taken.", where="--port", remedy="Another: --port 0 takes a free one."
        ) from error
    return listener


def serve(root: Path, listener: socket.socket) -> None:
    """Serve the workspace in `root` until Ctrl-C. What was asked before is answered first."""
    port = listener.getsockname()[1]
    config = uvicorn.Config(
        create_app(root, hosts=loopback_hosts(port)),
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=3,
        limit_concurrency=256,
    )
    uvicorn.Server(config).run(sockets=[listener])
