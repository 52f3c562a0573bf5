"""Answers on a socket: each request is a module with its words, folder, environment and standard streams.

`python -m forked.server SOCKET` imports tenfold once. For each request it forks a process, which becomes
`python -m MODULE` as if it had been begun anew: same code, same streams, same exit status. It ends with its
parent.

What it forks is its own grandchild (a program of a shell waits for its end), or a child of its parent, who then
has a child like any other. Each forked process that starts others has a fork of this one beside it, made before
it became anything.
"""

from __future__ import annotations

import array
import atexit
import contextlib
import ctypes
import gc
import importlib
import io
import json
import os
import pkgutil
import platform
import runpy
import signal
import socket
import sys
import threading
import traceback
from typing import Never

from forked.popen import CHILD, fork_those_of_studies

__all__ = ["main"]

_CLONE_PARENT = 0x8000
_SYS_CLONE = {"x86_64": 56, "aarch64": 220}.get(platform.machine())
STREAMS = 3
_MOST_BYTES = 1 << 20
_LIBRARIES = (
    "numpy", "scipy.stats", "scipy.sparse", "sklearn.linear_model", "sklearn.feature_extraction.text", "torch",
    "tokenizers", "safetensors.torch", "pyarrow.parquet", "alembic.command", "rich.progress", "jinja2",
    "psycopg", "matplotlib.figure",
)  # fmt: skip


def main() -> None:
    """Serve until the parent is gone."""
    parent = os.getppid()
    _import_everything()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(sys.argv[1])
    listener.listen(64)
    print("ready", flush=True)
    _serve(listener, parent)


def _serve(listener: socket.socket, parent: int) -> Never:
    signal.signal(
        signal.SIGCHLD, signal.SIG_IGN
    )  # those who wait for a command are reaped by themselves
    listener.settimeout(1.0)
    while os.getppid() == parent:
        try:
            line, _ = listener.accept()
        except TimeoutError:
            continue
        line.settimeout(None)
        request, streams = _received(line)
        is_own = bool(request["is_own"])
        pid = _fork_beside() if is_own else os.fork()
        if pid == 0:
            listener.close()
            if not is_own:
                pid = _fork_and_wait(line, streams)  # returns in the command alone
            line.close()
            _become(request, streams)
        for stream in streams:
            os.close(stream)
        if is_own:
            line.sendall(f"{pid}\n".encode())
        line.close()
    os._exit(0)


def _fork_beside() -> int:
    """Fork a child of the parent of this process: `clone` with CLONE_PARENT, which Python does not offer."""
    python, system = ctypes.pythonapi, ctypes.PyDLL(None)
    python.PyOS_BeforeFork()
    pid = int(system.syscall(_SYS_CLONE, _CLONE_PARENT | signal.SIGCHLD, 0, 0, 0, 0))
    if pid == 0:
        python.PyOS_AfterFork_Child()
    else:
        python.PyOS_AfterFork_Parent()
    if pid < 0:
        raise OSError("the process could not be forked")
    return pid


def _import_everything() -> None:
    import tenfold

    for module in pkgutil.walk_packages(tenfold.__path__, "tenfold."):
        if not module.name.endswith(("__main__", ".child")):
            importlib.import_module(module.name)
    for name in _LIBRARIES:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


def _fork_and_wait(line: socket.socket, streams: list[int]) -> int:
    """Fork the command, and say how it ended. Returns in the command alone."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    command = os.fork()
    if command == 0:
        return 0
    for stream in streams:
        os.close(stream)
    line.sendall(f"{command}\n".encode())
    _, status = os.waitpid(command, 0)
    line.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _received(line: socket.socket) -> tuple[dict[str, object], list[int]]:
    room = socket.CMSG_SPACE(STREAMS * array.array("i").itemsize)
    content, ancillary, _, _ = line.recvmsg(_MOST_BYTES, room)
    streams = array.array("i")
    for _, _, data in ancillary:
        streams.frombytes(data)
    while not content.endswith(b"\n"):
        content += line.recv(_MOST_BYTES)
    return json.loads(content), list(streams)


def _become(request: dict[str, object], streams: list[int]) -> Never:
    status = 1
    try:
        if request["new_session"]:
            os.setsid()
        module, words = str(request["module"]), request["words"]
        environment = request["environment"]
        assert isinstance(environment, dict)
        assert isinstance(words, list)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if module != CHILD:
            address = _begin_another_server()
            fork_those_of_studies(lambda: address)
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(str(request["folder"]))
        _take(streams)
        _use_threads(int(environment.get("OMP_NUM_THREADS", os.cpu_count() or 1)))
        sys.argv = [module, *words]
        signal.signal(signal.SIGINT, signal.default_int_handler)
        status = _status_of(module)
    except BaseException:
        traceback.print_exc()
    finally:
        _end_with(status)


def _begin_another_server() -> str:
    """Fork one like this for the process that this one becomes; where it listens (in no folder)."""
    listener = socket.socket(socket.AF_UNIX)
    address = f"\0forked-{os.getpid()}"
    listener.bind(address)
    listener.listen(64)
    process = os.getpid()
    if os.fork() == 0:
        os.closerange(3, listener.fileno())
        os.closerange(listener.fileno() + 1, 256)
        nothing = os.open(os.devnull, os.O_RDWR)
        for number in range(
            STREAMS
        ):  # who reads the output of that process is not to wait for this one
            os.dup2(nothing, number)
        os.close(nothing)
        _serve(listener, process)
    listener.close()
    return address


def _take(streams: list[int]) -> None:
    """Have the standard streams, opened as an interpreter opens them."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin, sys.stdout, sys.stderr = (
        io.TextIOWrapper(
            os.fdopen(number, mode, closefd=False), "utf-8", errors, line_buffering=number == 2
        )
        for number, mode, errors in (
            (0, "rb", "surrogateescape"),
            (1, "wb", "strict"),
            (2, "wb", "backslashreplace"),
        )
    )


def _use_threads(n: int) -> None:
    """What the libraries read from the environment when they are loaded: here they are loaded, with one."""
    import torch
    from threadpoolctl import threadpool_limits

    torch.set_num_threads(n)
    threadpool_limits(n)


def _status_of(module: str) -> int:
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
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
    main()
