"""The process that forks: one beside each process of tests, begun when something is first asked for."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from forked.client import SOCKET
from tenfold.study.executors import process

__all__ = ["address", "environment", "folder_of_tenfold"]

_TESTS = Path(__file__).parents[1]


@cache
def _folder() -> Path:
    """Where its socket is, and a program `tenfold` that asks it."""
    folder = Path(mkdtemp(prefix="forked-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    path = os.pathsep.join([str(_TESTS), *filter(None, [os.environ.get("PYTHONPATH")])])
    one_thread = process.environment(1)
    server = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "forked.server", str(folder / "socket")],
        env={**os.environ, "PYTHONPATH": path, **one_thread},  # threads do not come along in a fork
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(server.kill)
    assert server.stdout is not None
    assert server.stdout.readline() == "ready\n"
    program = folder / "tenfold"
    client = _TESTS / "forked" / "client.py"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S -E "{client}" "$@"\n')
    program.chmod(0o755)
    return folder


def address() -> str:
    """Where it listens."""
    return str(_folder() / "socket")


def environment() -> dict[str, str]:
    """That of this process, and where the one that forks listens."""
    return {**os.environ, SOCKET: address()}


def folder_of_tenfold() -> Path:
    """The folder of the program, for the path of a shell."""
    return _folder()
