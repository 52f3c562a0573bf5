"""A script's process: started, timed, and ended with all that it started."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tenfold.errors import InputError

__all__ = ["call"]

_GRACE_S = 2.0
_RUNNING = "running.txt"


def call(words: list[str], root: Path, log: Path, *, timeout_s: float) -> int | None:
    """Run a command in `root`; what it prints goes to `log`.

    Returns its exit status, negative for a signal; None where the time was up. Leaves no process
    behind, and first ends one that an interrupted try left in the same folder. Raises InputError
    where the command cannot be started.
    """
    running = log.parent / _RUNNING
    _end_left_over(running)
    with log.open("wb") as output:
        try:
            process = subprocess.Popen(
                [_program(words[0]), *words[1:]],
                cwd=root,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            raise InputError(
                f"the command cannot be started: {error.strerror or error}.",
                where=words[0],
                remedy="Name a program that is on your PATH, or a script with its interpreter.",
            ) from None
        running.write_text(f"{process.pid} {_started(process.pid)}", encoding="ascii")
        try:
            return process.wait(timeout=timeout_s)
        except subprocess.TimeoutExpired:
            return None
        finally:
            _end_group(process)
            running.unlink(missing_ok=True)


def _program(name: str) -> str:
    """`python` is the one that runs tenfold where the machine has none of that name."""
    return sys.executable if name == "python" and shutil.which(name) is None else name


def _started(pid: int) -> float | None:
    """When a process started; with its number this tells it from a later one of that number."""
    import psutil

    try:
        return float(psutil.Process(pid).create_time())
    except psutil.Error:
        return None


def _end_left_over(running: Path) -> None:
    """A study that was killed leaves its script running, which would write where we write now."""
    if not running.exists():
        return
    number, _, started = running.read_text(encoding="ascii").partition(" ")
    if os.name != "nt" and number.isdecimal() and str(_started(int(number))) == started:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(int(number), signal.SIGKILL)
    running.unlink(missing_ok=True)


def _end_group(process: subprocess.Popen[Any]) -> None:
    """End the process and all that it started (also what a finished script left running)."""
    if os.name == "nt":
        process.kill()
        process.wait()
        return
    for sent, patience_s in ((signal.SIGTERM, _GRACE_S), (signal.SIGKILL, _GRACE_S)):
        try:
            os.killpg(process.pid, sent)
        except (ProcessLookupError, PermissionError):
            break
        try:
            process.wait(timeout=patience_s)
        except subprocess.TimeoutExpired:
            continue
        if sent == signal.SIGTERM:
            time.sleep(0.05)
    process.wait()
