"""Work of which the machine bears one piece at a time, while requests that have no part in it go on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tenfold.errors import StoppedError
from tenfold.store.only_one import only_one

__all__ = ["Turn"]

_WAIT_S = 2.0


class Turn:
    """One request has it, of all processes that serve; who waits too long is told to come again, since all wait
    in the same threads.
    """

    def __init__(self, what: str, place: Path, *, wait_s: float = _WAIT_S) -> None:
        """`place` is the file that is locked meanwhile."""
        self._place = place
        self._what = what
        self._wait_s = wait_s

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Have it for a while. Raises StoppedError where another request does not give it away."""
        with only_one(self._place, wait_s=self._wait_s) as is_mine:
            if not is_mine:
                raise StoppedError(
                    f"another {self._what} is under way. Nothing was done.",
                    remedy="Try again in a moment.",
                )
            yield
