"""Carry tasks out here and now: for debugging, and for small things."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self

__all__ = ["InlineExecutor"]


class InlineExecutor:
    """One task at a time, in this process; with `debug` an error is not caught."""

    n_workers = 1

    def __init__(self, *, debug: bool = False) -> None:
        self._debug = debug

    def submit(self, function: Callable[[Any], Any], task: Any) -> Future[Any]:
        """Carry the task out before returning."""
        future: Future[Any] = Future()
        try:
            future.set_result(function(task))
        except Exception as error:
            if self._debug:
                raise
            future.set_exception(error)
        return future

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None
