"""How much memory a process took at its peak: said when a run fails that may have had too little."""

from __future__ import annotations

import os
import subprocess
import sys

__all__ = ["in_words", "peak_bytes", "wait_for_end", "with_peak"]


def peak_bytes() -> int:
    """The most memory that this process had so far; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    return _bytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def wait_for_end(process: subprocess.Popen[bytes]) -> tuple[int, int]:
    """The exit status of a process that is ending (as `Popen.wait` gives it), and its peak; 0 if unknown."""
    if process.returncode is None and hasattr(os, "wait4"):
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except ChildProcessError:  # somebody has waited for it already
            return process.wait(), 0
        process.returncode = os.waitstatus_to_exitcode(status)
        return process.returncode, _bytes(usage.ru_maxrss)
    return process.wait(), 0


def with_peak(error: Exception) -> Exception:
    """The error as it is passed on: a lack of memory with this process's peak."""
    if not isinstance(error, MemoryError):
        return error
    return MemoryError(f"out of memory{in_words(peak_bytes())}{f': {error}' if str(error) else ''}")


def in_words(peak: int) -> str:
    """As it stands behind a message.

    >>> in_words(2_300_000_000)
    ' (peak 2.3 GB)'
    """
    return f" (peak {peak / 1e9:.1f} GB)" if peak else ""


def _bytes(peak: int) -> int:
    """`ru_maxrss` is in kilobytes, on macOS in bytes."""
    return peak if sys.platform == "darwin" else peak * 1024
