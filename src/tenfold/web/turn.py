"""Work of which the machine bears one piece at a time, while requests that have no part in it go on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from tenfold.errors import StoppedError

__all__ = ["Turn"]

_WAIT_S = 2.0


class Turn:
    """One request has it; who waits too long is told to come again, since all wait in the same threads."""

    def __init__(self, what: str, *, wait_s: float = _WAIT_S) -> None:
        self._lock = Lock()
        self._what = what
        self._wait_s = wait_s

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Have it for a while. Raises StoppedError where another request does not give it away."""
        if not self._lock.acquire(timeout=self._wait_s):
            raise StoppedError(
                f"another {self._what} is under way. Nothing was done.",
                remedy="Try again in a moment.",
            )
        try:
            yield
        finally:
            self._lock.release()
