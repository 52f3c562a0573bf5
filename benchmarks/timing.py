"""Interleaved timing: A B A B ..., so that a comparison holds when the machine's speed drifts."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

__all__ = ["cpu_of_command", "interleaved", "show"]


def cpu_of_command(words: Sequence[str], cwd: Path | None = None) -> float:
    """CPU seconds (user and system) of a finished command and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(words, cwd=cwd, check=True, capture_output=True, env=os.environ)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


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
