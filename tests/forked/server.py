"""Answers on a socket: each request is a command line with its folder, environment and standard streams.

`python -m forked.server SOCKET` imports the commands once. For each request it forks a child, which becomes the
command as if it had been begun anew: same code, same streams, same exit status. It ends with its parent.
"""

from __future__ import annotations

import array
import atexit
import contextlib
import gc
import importlib
import io
import json
import os
import pkgutil
import signal
import socket
import sys
import threading
import traceback
from pathlib import Path
from typing import Never

__all__ = ["STREAMS", "main"]

STREAMS = 3
_MOST_BYTES = 1 << 20
_LIBRARIES = (
    "numpy", "scipy.stats", "scipy.sparse", "sklearn.linear_model", "sklearn.feature_extraction.text", "torch",
    "tokenizers", "safetensors.torch", "pyarrow.parquet", "alembic.command", "rich.progress", "jinja2",
    "psycopg", "matplotlib.figure",
)  # fmt: skip


def main() -> None:
    """Serve until the parent is gone."""
    _import_everything()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(sys.argv[1])
    listener.listen(64)
    signal.signal(
        signal.SIGCHLD, signal.SIG_IGN
    )  # those who wait for a command are reaped by themselves
    print("ready", flush=True)
    parent = os.getppid()
    listener.settimeout(1.0)
    while os.getppid() == parent:
        try:
            line, _ = listener.accept()
        except TimeoutError:
            continue
        if os.fork() == 0:
            listener.close()
            try:
                _answer(line)
            finally:
                os._exit(0)
        line.close()


def _import_everything() -> None:
    import tenfold

    for module in pkgutil.walk_packages(tenfold.__path__, "tenfold."):
        if not module.name.endswith(("__main__", ".child")):
            importlib.import_module(module.name)
    for name in _LIBRARIES:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


def _answer(line: socket.socket) -> None:
    """Fork the command, and say how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    line.settimeout(None)
    request, streams = _received(line)
    command = os.fork()
    if command == 0:
        line.close()
        _become(request, streams)
    for stream in streams:
        os.close(stream)
    line.sendall(f"{command}\n".encode())
    _, status = os.waitpid(command, 0)
    line.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())


def _received(line: socket.socket) -> tuple[dict[str, object], list[int]]:
    room = socket.CMSG_SPACE(STREAMS * array.array("i").itemsize)
    content, ancillary, _, _ = line.recvmsg(_MOST_BYTES, room)
    streams = array.array("i")
    for _, _, data in ancillary:
        streams.frombytes(data)
    while not content.endswith(b"\n"):
        content += line.recv(_MOST_BYTES)
    return json.loads(content), list(streams)


def _become(request: dict[str, object], streams: list[int]) -> None:
    environment = request["environment"]
    assert isinstance(environment, dict)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(str(request["folder"]))
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin, sys.stdout, sys.stderr = (  # as an interpreter opens them
        io.TextIOWrapper(os.fdopen(number, mode, closefd=False), "utf-8", errors)
        for number, mode, errors in (
            (0, "rb", "surrogateescape"),
            (1, "wb", "strict"),
            (2, "wb", "backslashreplace"),
        )
    )
    words = request["words"]
    assert isinstance(words, list)
    sys.argv = ["tenfold", *words]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _end_with(_status_of_command())


def _status_of_command() -> int:
    from tenfold.cli.main import main as command

    try:
        command()
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        print(end.code, file=sys.stderr)
        return 1
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def _end_with(status: int) -> Never:
    """End as an interpreter does, but for taking all its modules apart, which takes two seconds."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    main()
