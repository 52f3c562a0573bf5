"""How a long look at data shows in a terminal: a bar, what is being done, and the time left."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Self

from tenfold.cli.options import console

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

__all__ = ["CheckDisplay"]

_MEGABYTE = 1_000_000


class CheckDisplay:
    """A line on standard error for each thing that takes its time; nothing where it is no terminal."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._progress: Progress | None = None
        self._lines: dict[int, TaskID] = {}

    def __enter__(self) -> Self:
        terminal = console(stderr=True)
        if not self._quiet and terminal.is_terminal:
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
            from rich.progress import TimeRemainingColumn as Left

            columns = (TextColumn("{task.description}", markup=False), BarColumn(bar_width=16))
            self._progress = Progress(
                *columns, MofNCompleteColumn(), Left(), console=terminal, transient=True
            )
            self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._progress is not None:
            self._progress.stop()

    def read(self, done: int, whole: int) -> None:
        """Show that so many bytes of a file have been read; small files are over before a line shows."""
        if whole > _MEGABYTE:
            self.told("reading (MB)", done // _MEGABYTE, whole // _MEGABYTE)

    def told(self, what: str, done: int, whole: int) -> None:
        """Show that of `what` so much is done. Things with the same whole share a line."""
        if self._progress is None:
            return
        if whole not in self._lines:
            self._lines[whole] = self._progress.add_task(what, total=whole)
        self._progress.update(self._lines[whole], description=what, completed=done)
