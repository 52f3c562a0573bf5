"""The pages of a lab behind a real server on this machine, and a client that asks as a browser of it would."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

from tenfold.store.workspace import Workspace
from tenfold.web.serving import bind, opening_of, server_of

__all__ = ["Client", "serving", "serving_apart", "started"]

_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


class Client(httpx2.Client):
    """Asks the server; forms say that they stood on one of its own pages."""

    def send_form(self, path: str, /, **fields: str | list[str]) -> httpx2.Response:
        """Post a form and follow the way back."""
        own = {"origin": str(self.base_url).rstrip("/")}
        return self.post(path, data=fields, headers=own, follow_redirects=True)


@contextmanager
def serving(lab: Path, *, more: Callable[[Any], None] | None = None) -> Iterator[Client]:
    """The server of `tenfold web` in `lab`, in a thread of this process, as long as this is open.

    `more` gives its app what a test needs.
    """
    opening = opening_of(Workspace(lab))
    listener = bind("127.0.0.1", 0, opening)
    server = server_of(lab, listener, opening)
    if more is not None:
        more(server.config.app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with Client(base_url=address, timeout=60) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(60)
        listener.close()


@contextmanager
def serving_apart(lab: Path) -> Iterator[Client]:
    """`tenfold web` in `lab`, a process of its own."""
    with started(lab) as (_, client):
        yield client


@contextmanager
def started(lab: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], Client]]:
    """`tenfold web` with `options` in `lab`: the process, and a client of it."""
    command = [sys.executable, "-m", "tenfold.cli.main", "web", "--no-open", "--port", "0"]
    process = subprocess.Popen(
        [*command, *options],
        cwd=lab,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # whoever runs the tests in the background has the signal ignored, which children inherit
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdout is not None
    try:
        found = _ADDRESS.search(process.stdout.readline())
        assert found, "the server did not say its address"
        with Client(base_url=found.group(), timeout=60) as client:
            yield process, client
    finally:
        process.terminate()
        process.communicate(timeout=60)
