"""A Ray cluster for tests, of processes on this machine: a head, and machines that join it."""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

__all__ = ["alive", "gone", "ray_cluster", "ray_node", "skip_without_ray"]

_QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_USAGE_STATS_REPORT_URL": "http://127.0.0.1:9/"}
_START_S = 60


def skip_without_ray() -> None:
    """Ray is an extra: where it is not installed, its tests are skipped."""
    if importlib.util.find_spec("ray") is None:
        pytest.skip("ray is not installed: pip install 'tenfold[ray]'")


@contextmanager
def ray_cluster(folder: Path) -> Iterator[str]:
    """A head with two CPUs. Yields its address; a token for this process and its children is set."""
    address = f"127.0.0.1:{_free_port()}"
    token = {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}
    os.environ.update(token)
    try:
        port = address.rpartition(":")[2]
        words = ["--head", f"--port={port}", "--include-dashboard=false", f"--temp-dir={folder}"]
        with ray_node(folder / "head.log", *words, n_cpus=2):
            yield address
    finally:
        for name in token:
            del os.environ[name]


@contextmanager
def ray_node(
    log: Path, *words: str, n_cpus: int = 1, env: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """`ray start`, with a process group of its own; killing that is the end of the machine."""
    ray = shutil.which("ray", path=str(Path(sys.executable).parent)) or "ray"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [ray, "start", "--block", f"--num-cpus={n_cpus}", *words],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            env={**os.environ, **_QUIET, **(env or {})},
        )
    try:
        deadline = time.monotonic() + _START_S
        while b"Ray runtime started" not in log.read_bytes():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        yield process
    finally:
        end_node(process)


def end_node(process: subprocess.Popen[bytes]) -> None:
    """Kill a machine at once, with all its processes."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def gone(pids: set[int], within_s: float = 10) -> bool:
    """Whether all these processes end in that time."""
    deadline = time.monotonic() + within_s
    while any(map(alive, pids)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
