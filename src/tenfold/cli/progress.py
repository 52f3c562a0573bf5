"""How a running study looks in a terminal: a bar a method, what was reused, the time left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from tenfold.cli.options import console
from tenfold.cli.time_left import TimeLeft, left_words, span_words

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn, TaskID

    from tenfold.study.events import Event

__all__ = ["RunDisplay"]

_ENCODING = "encoding texts"
_TOGETHER = "together"
_LINE_EVERY_S = 60.0
_BAR, _NAME = 16, 18


class RunDisplay:
    """Shows events as they come: bars in a terminal; elsewhere a line a finished method, and one a
    minute.

    Everything goes to standard error, so that standard output holds the result alone. Test scores
    are never shown before they are judged.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._console = console(stderr=True)
        self._progress: Progress | None = None
        self._bars: dict[str, TaskID] = {}
        self._todo: Mapping[str, int] = {}
        self._finished: dict[str, int] = {}
        self._said: set[str] = set()
        self._time = TimeLeft(aside=_ENCODING)
        self._spoke = time.monotonic()

    def __enter__(self) -> Self:
        if not self._quiet and self._console.is_terminal:
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            self._progress = Progress(
                TextColumn(f"{{task.description:<{_NAME}.{_NAME}}}", markup=False),
                BarColumn(bar_width=_BAR),
                MofNCompleteColumn(),
                _notes_column(self._note),
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
        elif kind == "few processes":
            self._few_processes(content)
        elif kind == "left out":
            self._line(f"left out: {content['message']}", is_markup=False)
        elif kind == "encoded":
            self._advance(_ENCODING, content.get("seconds"))
        elif kind in ("run", "run failed"):
            self._advance(str(content["method"]), content.get("seconds"))
            if kind == "run failed":
                self._failed(content)
        elif kind == "retried":
            self._retried(content)
        elif kind == "verdict":
            self._verdict(content)

    def _plan(self, content: Mapping[str, Any]) -> None:
        n_todo, n_chunks = content["n_runs_to_do"], content["n_chunks_to_do"]
        reused = content["n_runs"] - n_todo
        chunks = f"; {_count(n_chunks, 'chunk')} of text to encode" if n_chunks else ""
        self._line(f"{_count(content['n_runs'], 'run')}, {reused} reused, {n_todo} to do{chunks}")
        encoding = {_ENCODING: n_chunks} if n_chunks else {}
        self._todo = {**encoding, **{k: n for k, n in content.get("by_method", {}).items() if n}}
        self._finished = dict.fromkeys(self._todo, 0)
        n_at_once = content.get("n_processes")
        self._time.expect(self._todo, now=time.monotonic(), n_at_once=n_at_once)
        if self._progress is not None:
            self._lay_out(self._progress)

    def _lay_out(self, progress: Progress) -> None:
        """A bar for each kind of work, and one for all of it where there are several."""
        for bar in self._bars.values():
            progress.remove_task(bar)
        totals = dict(self._todo)
        if totals:
            totals[_TOGETHER] = sum(totals.values())
        self._bars = {name: progress.add_task(name, total=n) for name, n in totals.items()}

    def _note(self, name: str, elapsed: float) -> str:
        """What stands right of a bar: how long one takes; for all together the time gone and left."""
        if name != _TOGETHER:
            each = self._time.each(name)
            return "" if each is None else f"{span_words(each)} each"
        now = time.monotonic()
        gone = f"{span_words(elapsed)} gone"
        if self._finished == self._todo:
            return gone
        left = left_words(self._time.left(now), self._time.n_not_timed)
        return f"{gone}, {left}" if left else gone

    def _advance(self, name: str, seconds: float | None) -> None:
        self._time.finish(name, seconds, now=time.monotonic())
        self._finished[name] = self._finished.get(name, 0) + 1
        if self._progress is not None:
            for bar in (name, _TOGETHER):
                if bar in self._bars:
                    self._progress.advance(self._bars[bar])
        elif self._finished[name] == self._todo.get(name):
            self._line(f"{name}: {self._finished[name]} done", is_markup=False)
        elif time.monotonic() - self._spoke > _LINE_EVERY_S:
            self._line(self._so_far(), is_markup=False)

    def _so_far(self) -> str:
        """Where all of it stands, in a line."""
        counts = ", ".join(f"{k} {self._finished[k]}/{n}" for k, n in self._todo.items())
        left = left_words(self._time.left(time.monotonic()), self._time.n_not_timed)
        return f"{counts}; {left}" if left else counts

    def _few_processes(self, content: Mapping[str, Any]) -> None:
        need, free = (content[name] / 1e9 for name in ("need_bytes", "available_bytes"))
        usual = max(1, content["n_cores"] // content["n_threads"])
        self._line(
            f"{_count(content['n'], 'run')} at a time instead of {usual}: each may need "
            f"{need:.1f} GB of memory, and {free:.1f} GB are free"
        )

    def _failed(self, content: Mapping[str, Any]) -> None:
        """The first line of a failure, once a method; the table says the rest."""
        if content["method"] not in self._said:
            self._said.add(content["method"])
            self._trouble("red", "failed", content)

    def _retried(self, content: Mapping[str, Any]) -> None:
        self._trouble("yellow", "is tried again", content)

    def _trouble(self, colour: str, what: str, content: Mapping[str, Any]) -> None:
        from rich.markup import escape

        first = (str(content["message"]).splitlines() or [""])[0]
        name = escape(str(content["method"]))
        self._line(f"[{colour}]{name} {what}[/] (seed {content['seed']}): {escape(first)}")

    def _verdict(self, content: Mapping[str, Any]) -> None:
        from rich.markup import escape

        from tenfold.language import translator
        from tenfold.study.verdict import Verdict
        from tenfold.study.words.sentences import verdict_sentence

        sentence = verdict_sentence(Verdict.from_json(dict(content)), translator())
        if sentence not in self._said:
            self._said.add(sentence)
            self._line(f"[bold]{escape(sentence)}[/]")

    def _line(self, text: str, *, is_markup: bool = True) -> None:
        self._spoke = time.monotonic()
        terminal = self._progress.console if self._progress is not None else self._console
        terminal.print(text, markup=is_markup)


def _count(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def _notes_column(note: Callable[[str, float], str]) -> ProgressColumn:
    """A column whose text is asked for anew whenever the bars are drawn, so that it counts down."""
    from rich.progress import ProgressColumn, Task
    from rich.text import Text

    class Notes(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(note(task.description, task.elapsed or 0.0), style="dim")

    return Notes()
