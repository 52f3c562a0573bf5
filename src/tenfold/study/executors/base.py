"""The port through which a study has its tasks carried out."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Protocol, Self

__all__ = ["Crashed", "Executor"]


class Crashed(Exception):  # noqa: N818 - it names an event, not a mistake
    """The process that carried a task out died: a crash, no memory, or a kill from outside."""


class Executor(Protocol):
    """Carries tasks out, some at a time. A task is a function of one picklable value."""

    n_workers: int

    def submit(self, function: Callable[[Any], Any], task: Any) -> Future[Any]:
        """Queue a task. The future raises `Crashed` when the process that had it died."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
