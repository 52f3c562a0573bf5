"""Start a Ray cluster on this machine, or join one: quietly, and without a word to anybody else."""

from __future__ import annotations

import contextlib
import importlib.util
import logging
import os
import re
import secrets
import shutil
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tenfold.errors import InputError

__all__ = ["JOINED", "STARTED", "connected", "is_cluster", "refuse_unusable"]

STARTED = "ray"
"""`--on ray` starts a cluster on this machine and ends it after the study."""

JOINED = "auto, HOST:PORT or ray://HOST:PORT"

_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    # A head of `ray start` reports even that reports are off, once; this is where that goes instead.
    "RAY_USAGE_STATS_REPORT_URL": "http://127.0.0.1:9/",
    "RAY_ENABLE_UV_RUN_RUNTIME_ENV": "0",  # under `uv run` it would upload the working folder
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",  # a worker sees the devices that its machine has
}
_LOOPBACK = "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"
_REACH_S = 10
_MOST_SOCKET_PATH = 30  # of the folder for temporary files: a socket's whole path has 103 bytes
_OBJECTS_BYTES = 80 << 20  # Ray's least; tasks hold digests and indices, never data


def is_cluster(on: str) -> bool:
    """Whether `on` names a Ray cluster: one to start or one to join.

    >>> [is_cluster(on) for on in ("local", "ray", "auto", "head:6379", "ray://head:10001")]
    [False, True, True, True, True]
    """
    return on in (STARTED, "auto") or re.fullmatch(r"(ray://)?[\w.\-\[\]:]+:\d+", on) is not None


def refuse_unusable(on: str) -> None:
    """Raise InputError where `on` cannot be used with what is installed here."""
    if importlib.util.find_spec("ray") is None:
        raise InputError(
            f"{on!r} needs Ray, which is not installed.",
            where="--on",
            remedy="Install it: pip install 'tenfold[ray]'",
        )
    if on.startswith("ray://") and importlib.util.find_spec("grpc") is None:
        raise InputError(
            "an address with ray:// needs Ray's client, which is not installed.",
            where="--on",
            remedy="Make this machine part of the cluster (`ray start --address=HOST:6379`) and say "
            "`--on auto`; or install it: pip install 'ray[client]'",
        )


@contextlib.contextmanager
def connected(on: str, *, n_cpus: int) -> Iterator[None]:
    """Connected to a cluster as long as the context lasts; `n_cpus` are for one that is started here.

    Raises InputError where there is no such cluster, or where this process has one already.
    """
    refuse_unusable(on)
    _refuse_unreachable(on)
    _refuse_a_second()
    starts = on == STARTED
    own = (
        {_LOOPBACK: "0", "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}
        if starts
        else {}
    )
    with _environment({**_QUIET, **own}), _temporary_folder(starts) as folder, _own_signals():
        import ray

        _keep_quiet(to_loopback=starts)
        options: dict[str, Any] = {"address": on}
        if starts:
            options = {
                "address": "local",
                "num_cpus": n_cpus,
                "num_gpus": 0,
                "include_dashboard": False,
                "object_store_memory": _OBJECTS_BYTES,
                "_temp_dir": folder,
            }
        errors = (OSError, RuntimeError, ValueError, ray.exceptions.RayError)
        try:
            try:
                with _no_question_which_cloud(folder):
                    ray.init(**options, log_to_driver=False, logging_level=logging.CRITICAL)
            except errors as error:
                raise _no_cluster(on, error) from error
            yield
        finally:
            ray.shutdown()


@contextlib.contextmanager
def _no_question_which_cloud(folder: str | None) -> Iterator[None]:
    """Ray's process for statistics, even with these off, asks 169.254.169.254 which cloud it is in; not if
    a file in the home folder tells. So that process is started with another home (`ray` gives workers theirs).
    """
    if folder is None or "HOME" not in os.environ:
        yield
        return
    (Path(folder) / "ray_bootstrap_config.yaml").write_text("provider: {type: local}\n")
    before = os.environ["HOME"]
    os.environ["HOME"] = folder
    try:
        yield
    finally:
        os.environ["HOME"] = before


def _refuse_unreachable(on: str) -> None:
    """Ask at the address first: Ray itself tries a wrong one for minutes."""
    host, _, port = on.removeprefix("ray://").rpartition(":")
    if not host:
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_REACH_S).close()
    except (OSError, OverflowError) as error:
        raise _no_cluster(on, error) from error


def _refuse_a_second() -> None:
    """A process has one cluster; one that somebody else joined is left alone."""
    ray = sys.modules.get("ray")
    if ray is not None and ray.is_initialized():
        raise InputError(
            "this process is connected to a Ray cluster already.",
            where="--on",
            remedy="Call ray.shutdown() first, or run the study in a process of its own.",
        )


def _no_cluster(on: str, error: Exception) -> InputError:
    first = (str(error).splitlines() or [type(error).__name__])[0]
    if on == STARTED:
        return InputError(f"Ray did not start here: {first}", where=f"--on {on}")
    return InputError(
        f"no Ray cluster could be joined: {first}",
        where=f"--on {on}",
        remedy="Start its head with `ray start --head`, join this machine with `ray start "
        "--address=HOST:6379`, and set RAY_AUTH_MODE and its token as on the head (docs/cluster.md).",
    )


def _keep_quiet(*, to_loopback: bool) -> None:
    """What Ray has no setting for: its messages on the driver's output, and its address on Linux."""
    import ray._private.ray_constants as constants
    import ray._private.worker as driver

    logging.getLogger("ray").setLevel(logging.CRITICAL)
    # "A worker died ..." goes to standard output, where the result belongs; we say it in our words.
    driver._worker_logs_enabled = False
    # As on macOS and Windows: a cluster of one machine listens on 127.0.0.1 alone. Read from the
    # environment at the first import, which may have been before.
    if hasattr(constants, "ENABLE_RAY_CLUSTER"):
        constants.ENABLE_RAY_CLUSTER = not to_loopback


@contextlib.contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """Set variables for this process and those that it starts, and put them back."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    _read_again()
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        _read_again()


def _read_again() -> None:
    """Ray reads its variables when it is imported; where that was before, it has to look again."""
    if "ray" not in sys.modules:
        return
    with contextlib.suppress(
        ImportError, AttributeError
    ):  # another version may keep them elsewhere
        from ray._raylet import AuthenticationTokenLoader, Config  # type: ignore[attr-defined]

        Config.initialize("")
        AuthenticationTokenLoader.instance().reset_cache()


@contextlib.contextmanager
def _temporary_folder(wanted: bool) -> Iterator[str | None]:
    """For the sockets and logs of a cluster that is started here; they go with it."""
    if not wanted:
        yield None
        return
    usual = tempfile.gettempdir()
    folder = tempfile.mkdtemp(
        prefix="tenfold-ray-", dir=usual if len(usual) <= _MOST_SOCKET_PATH else "/tmp"
    )
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _own_signals() -> Iterator[None]:
    """`ray.init` takes over SIGTERM; afterwards it means again what it meant before."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        if before is not None:  # None: a handler that is not Python's own
            signal.signal(signal.SIGTERM, before)
