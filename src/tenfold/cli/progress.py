"""How a running study looks in a terminal: a bar a method, what was reused, the time left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from tenfold.cli.options import console

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from tenfold.study.events import Event

__all__ = ["RunDisplay"]


class RunDisplay:
    """Shows events as they come: bars in a terminal, a line a finished method elsewhere.

    Everything goes to standard error, so that standard output holds the result alone. Test scores
    are never shown before they are judged.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._console = console(stderr=True)
        self._progress: Progress | None = None
        self._bars: dict[str, TaskID] = {}
        self._todo: Mapping[str, int] = {}
        self._finished: Counter[str] = Counter()
        self._said: set[str] = set()

    def __enter__(self) -> Self:
        if not self._quiet and self._console.is_terminal:
            from rich.progress import (
                BarColumn,
                MofNCompleteColumn,
                Progress,
                TextColumn,
                TimeElapsedColumn,
                TimeRemainingColumn,
            )

            self._progress = Progress(
                TextColumn("{task.description:<18}"),
                BarColumn(bar_width=32),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                TextColumn("left"),
                TimeRemainingColumn(),
                console=self._console,
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

    def follow(self, events: Iterable[Event | None]) -> Event | None:
        """Show events until they end, and return the last one."""
        last = None
        for event in events:
            if event is not None:
                self.show(event.kind, event.content)
                last = event
        return last

    def show(self, kind: str, content: Mapping[str, Any]) -> None:
        """Show one event."""
        if self._quiet:
            return
        if kind == "plan":
            self._plan(content)
        elif kind == "encoded":
            self._advance("encoding texts")
        elif kind in ("run", "run failed"):
            self._advance(str(content["method"]))
            if kind == "run failed":
                self._failed(content)
        elif kind == "verdict":
            self._verdict(content)

    def _plan(self, content: Mapping[str, Any]) -> None:
        reused = content["n_runs"] - content["n_runs_to_do"]
        self._line(
            f"{content['n_runs']} runs, {reused} reused, {content['n_runs_to_do']} to do"
            + (
                f"; {content['n_chunks_to_do']} chunks of text to encode"
                if content["n_chunks_to_do"]
                else ""
            )
        )
        self._todo = {**content.get("by_method", {})}
        if content["n_chunks_to_do"]:
            self._todo = {"encoding texts": content["n_chunks_to_do"], **self._todo}
        if self._progress is not None:
            for bar in self._bars.values():
                self._progress.remove_task(bar)
            self._bars = {
                name: self._progress.add_task(name, total=n) for name, n in self._todo.items() if n
            }

    def _advance(self, name: str) -> None:
        self._finished[name] += 1
        if self._progress is not None:
            if name in self._bars:
                self._progress.advance(self._bars[name])
        elif self._finished[name] == self._todo.get(name):
            self._line(f"{name}: {self._finished[name]} done")

    def _failed(self, content: Mapping[str, Any]) -> None:
        """The first line of a failure, once a method; the table says the rest."""
        first = str(content["message"]).splitlines()[0]
        line = f"[red]{content['method']} failed[/] (seed {content['seed']}): {first}"
        if content["method"] not in self._said:
            self._said.add(content["method"])
            self._line(line)

    def _verdict(self, content: Mapping[str, Any]) -> None:
        from tenfold.language import translator
        from tenfold.study.verdict import Verdict
        from tenfold.study.words.sentences import verdict_sentence

        sentence = verdict_sentence(Verdict.from_json(dict(content)), translator())
        if sentence not in self._said:
            self._said.add(sentence)
            self._line(f"[bold]{sentence}[/]")

    def _line(self, text: str) -> None:
        (self._progress.console if self._progress is not None else self._console).print(text)
