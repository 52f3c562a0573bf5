"""Processes of this machine: whether one still lives, without asking any clock, and who comes first."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from functools import cache
from pathlib import Path

__all__ = ["born", "give_way", "is_running", "machine"]

_STATE, _STARTED = 0, 19  # places in /proc/PID/stat, counted after the name in brackets
_BEHIND = 10
"""Of the steps up to 19 by which Unix puts a process behind others: a tenth of what an equal would get."""
_DEAD_STATES = {"Z", "X"}


@cache
def machine() -> str:
    """A name for what shares one table of processes: host, boot, and the container's process namespace.

    It changes with each start of the machine, since processes do not outlive that.
    """
    return "/".join((socket.gethostname(), _boot(), _namespace()))


def born(pid: int) -> str:
    """When the process began, as a text that no other process of the same number has; "" where it is gone.

    On Linux it is counted in ticks since the boot, so that a clock that is set changes nothing.
    """
    stat = _stat(pid)
    if stat is not None:
        return "" if stat[_STATE] in _DEAD_STATES else stat[_STARTED]
    if Path("/proc/self/stat").exists():
        return ""
    import psutil

    try:
        process = psutil.Process(pid)
        return "" if process.status() == psutil.STATUS_ZOMBIE else str(process.create_time())
    except psutil.Error:
        return ""


def is_running(pid: int, since: str) -> bool:
    """Whether the process that was `born` then is still there, and not a zombie."""
    return bool(since) and born(pid) == since


def give_way(pid: int) -> None:
    """Have a process that just began, and all that it begins, compute where others of the machine leave room.

    Where nobody else computes it is as fast as before.
    """
    if hasattr(os, "setpriority"):  # not on Windows
        with suppress(OSError):  # it has ended
            os.setpriority(os.PRIO_PROCESS, pid, max(_BEHIND, os.getpriority(os.PRIO_PROCESS, pid)))


def _stat(pid: int) -> list[str] | None:
    try:
        content = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return None
    return content.rpartition(")")[2].split()


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:  # not on macOS and Windows
        return ""


def _namespace() -> str:
    try:
        return str(os.stat("/proc/self/ns/pid").st_ino)
    except OSError:
        return ""
