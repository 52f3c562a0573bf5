"""Interleaved timing: A B A B ..., so that a comparison holds when the machine's speed drifts."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

__all__ = [
    "Cost",
    "Watch",
    "cost_of_command",
    "cpu_of_command",
    "interleaved",
    "median_cost",
    "show",
    "sum_costs",
]

_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock, and seconds of all processors together."""

    wall: float = 0.0
    cpu: float = 0.0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.wall + other.wall, self.cpu + other.cpu)

    def __sub__(self, other: Cost) -> Cost:
        return Cost(self.wall - other.wall, self.cpu - other.cpu)

    def __mul__(self, factor: float) -> Cost:
        return Cost(self.wall * factor, self.cpu * factor)

    def __truediv__(self, factor: float) -> Cost:
        return self * (1 / factor)


def sum_costs(costs: Iterable[Cost]) -> Cost:
    return sum(costs, Cost())


def median_cost(costs: Sequence[Cost]) -> Cost:
    """The medians of wall and of processor time, each for itself."""
    return Cost(
        statistics.median(c.wall for c in costs),
        statistics.median(c.cpu for c in costs),
    )


class Watch:
    """Wall and processor time of this process (all its threads) since it was made."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def read(self) -> Cost:
        return Cost(time.perf_counter() - self._wall, time.process_time() - self._cpu)


def cost_of_command(words: Sequence[str], cwd: Path | None = None) -> Cost:
    """Wall and CPU seconds (user and system) of a command and of all that it started.

    `tenfold study run` starts a worker in a session of its own and does not wait for it in the
    system's sense, so its CPU would be missing. On Linux this process adopts such orphans while it
    measures, waits for them, and their CPU (and their children's) counts. Elsewhere it is missing.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    older = _children()
    with _adopting():
        done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, env=os.environ)
        while sys.platform == "linux" and (orphans := _children() - older):
            for pid in orphans:  # not waitpid(-1): other children of this process may run for ever
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, 0)
    wall = time.perf_counter() - began
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise SystemExit(f"{' '.join(words)}\nended with status {done.returncode}:\n{said}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def _children() -> set[int]:
    return {child.pid for child in psutil.Process().children()}


def cpu_of_command(words: Sequence[str], cwd: Path | None = None) -> float:
    """CPU seconds of a command and of all that it started."""
    return cost_of_command(words, cwd).cpu


@contextlib.contextmanager
def _adopting() -> Iterator[None]:
    """Be the parent of orphaned descendants, so that they can be waited for (Linux only)."""
    if sys.platform != "linux":
        yield
        return
    system = ctypes.CDLL(None, use_errno=True)
    system.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        system.prctl(_PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def interleaved(
    work: Mapping[str, Callable[[], float]], *, n_rounds: int = 5
) -> dict[str, list[float]]:
    """Each function returns seconds; all are called in turn, after one round that does not count."""
    for function in work.values():
        function()
    seconds: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(n_rounds):
        for name, function in work.items():
            seconds[name].append(function())
    return seconds


def show(seconds: Mapping[str, list[float]], peer: str) -> None:
    """Median, range, and the median ratio to the peer, round by round."""
    for name, own in seconds.items():
        ratios = [a / b for a, b in zip(own, seconds[peer], strict=True)]
        print(
            f"{name:<34} {statistics.median(own):7.2f} s  ({min(own):.2f} to {max(own):.2f})"
            f"   x {statistics.median(ratios):.2f} of {peer}"
        )
