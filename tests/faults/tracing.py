"""strace: count the system calls of a workflow, and inject a fault into one of them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["CHANGING", "SYNCING", "WRITING", "Fault", "count", "why_not"]

WRITING = ("write", "pwrite64")
SYNCING = ("fsync", "fdatasync")
CHANGING = (*WRITING, *SYNCING, "rename", "unlink", "mkdir")
"""The calls between which something can be half done; some have variants, see `_CALLS`. A kill comes before
the call that it is put at; what a call that only reads or opens leaves is what the one before it left.
"""

_CALLS = {
    "rename": "rename,renameat,renameat2",
    "unlink": "unlink,unlinkat,rmdir",
    "mkdir": "mkdir,mkdirat",
}


@dataclass(frozen=True)
class Fault:
    """What happens at the `n`-th of a call, counted from 1: the process is killed, or the call fails with
    `error`. With `lasting`, so do all that come after it.
    """

    call: str
    n: int
    error: str | None = None
    lasting: bool = False

    def options(self) -> list[str]:
        """As strace wants them."""
        calls = _CALLS.get(self.call, self.call)
        what = "signal=KILL" if self.error is None else f"error={self.error}"
        when = f"{self.n}{'+' if self.lasting else ''}"
        return [f"--trace={calls}", f"--inject={calls}:{what}:when={when}"]

    def __str__(self) -> str:
        return f"{self.error or 'kill'}{' from' if self.lasting else ''} at {self.call} {self.n}"


@cache
def why_not() -> str | None:
    """Why faults cannot be injected here; None where they can."""
    if shutil.which("strace") is None:
        return "strace is not installed (apt-get install strace)"
    tried = subprocess.run(
        ["strace", "-qq", "-e", "trace=none", "true"], capture_output=True, text=True, check=False
    )
    if tried.returncode:
        return f"strace may not trace here: {tried.stderr.strip().splitlines()[-1]}"
    return None


def attach(pid: int, options: list[str], log: Path | str = os.devnull) -> subprocess.Popen[bytes]:
    """Trace a process that waits for it."""
    command = ["strace", "-f", "-qq", "-p", str(pid), "-o", str(log), *options]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def count(log: Path, calls: tuple[str, ...]) -> Counter[str]:
    """How often each call stands in a log."""
    names = {variant: name for name in calls for variant in _CALLS.get(name, name).split(",")}
    found: Counter[str] = Counter()
    for line in log.read_text(errors="replace").splitlines():
        match = re.match(r"\d+ +(\w+)\(", line)
        if match and match[1] in names:
            found[names[match[1]]] += 1
    return found


def trace_options(calls: tuple[str, ...]) -> list[str]:
    """To log these calls."""
    return ["--trace=" + ",".join(_CALLS.get(name, name) for name in calls)]
