"""Screening in the terminal: the paper, the keys, what was saved."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tenfold.cli.data.printing import plain
from tenfold.cli.keys import KeySource, single_keys

if TYPE_CHECKING:
    from rich.console import Console

    from tenfold.papers.screening.decisions import Verdict
    from tenfold.papers.screening.screened import Asked, Screening
    from tenfold.papers.screening.session import Standing

__all__ = ["Answers", "ask", "typed_answers"]

_VERDICTS: dict[str, Verdict] = {"i": "include", "e": "exclude", "m": "unsure", "s": "skip"}
_USAGE = "i include  e exclude  m unsure (maybe)  s skip  n reason  u undo  q quit"
_END = "\x04\x1a"
_WIDTH, _MOST_AUTHORS = 100, 6


class Answers:
    """What is typed: single keys of a terminal, or without one lines of a script (``e wrong topic``)."""

    def __init__(self, terminal: Console, keys: KeySource | None) -> None:
        self._terminal, self._keys, self._early = terminal, keys, ""

    def pass_over_early_ones(self) -> None:
        """Of what was typed already only undo and quit count: no paper is decided about unseen."""
        if self._keys is not None:
            self._early = "".join(key for key in self._keys.waiting() if key in "uq")

    def read(self) -> tuple[str, str]:
        """A key, and what stands after it on the line; ``q`` at the end of the input."""
        if self._keys is None:
            line = next((line.strip() for line in sys.stdin if line.strip()), "q")
            key, _, rest = line.partition(" ")
            return key, rest.strip()
        if self._early:
            key, self._early = self._early[0], self._early[1:]
        else:
            key = self._keys.key()
        return ("q" if not key or key in _END else key), ""

    def reason(self) -> str:
        """A line that is asked for; empty where there is no terminal to ask in."""
        if self._keys is None:
            return ""
        self._terminal.print("reason: ", end="")
        return self._keys.line().strip()


@contextlib.contextmanager
def typed_answers(terminal: Console) -> Iterator[Answers]:
    """Keys where standard input is a terminal, else lines."""
    if sys.stdin.isatty():
        with single_keys() as keys:
            yield Answers(terminal, keys)
    else:
        yield Answers(terminal, None)


def ask(screening: Screening, answers: Answers, terminal: Console) -> None:
    """Ask until all are read or the person stops. "Saved" stands after the commit."""
    from tenfold.language import translator
    from tenfold.papers.screening.words import stop_words

    if criteria := screening.decisions.criteria():
        terminal.print(f"[dim]Include:[/dim] {plain(criteria)}")
    told_to_stop = screening.standing().stop
    while asked := screening.next():
        standing = screening.standing()
        if standing.stop and not told_to_stop:
            told_to_stop = True
            terminal.print(f"\n[bold green]You may stop:[/] {stop_words(standing, translator())}")
        answers.pass_over_early_ones()
        _show(asked[0], standing, screening, terminal)
        if not _answered(screening, asked[0], answers, terminal):
            return
    terminal.print("All papers of the collection are read.")


def _answered(screening: Screening, asked: Asked, answers: Answers, terminal: Console) -> bool:
    """Read keys until the paper is decided about or something else is to be asked; False: stop."""
    reason, reasons = "", screening.reasons()
    while True:
        key, said = answers.read()
        if key == "q":
            return False
        if key == "u":
            _undo(screening, terminal)
            return True
        if key == "n":
            reason = said or answers.reason()
            terminal.print(f"[dim]reason: {plain(reason)}; and the decision?[/dim]")
            continue
        verdict = _VERDICTS.get(key)
        if key.isascii() and key.isdigit() and 0 < int(key) <= len(reasons):
            verdict, said = "exclude", reasons[int(key) - 1]
        if verdict is None:
            terminal.print(f"[yellow]?[/yellow] no key {plain(repr(key))}: {_USAGE}")
            continue
        if _saved(screening, asked, verdict, said or reason, terminal):
            return True


def _saved(
    screening: Screening, asked: Asked, verdict: Verdict, reason: str, terminal: Console
) -> bool:
    from tenfold.errors import InputError

    try:
        screening.decide(asked.subject, verdict, reason)
    except InputError as error:
        terminal.print(f"[yellow]?[/yellow] {plain(str(error))}")
        return False
    why = f" ({plain(reason)})" if reason else ""
    terminal.print(f"[green]saved:[/green] {verdict}{why}")
    return True


def _undo(screening: Screening, terminal: Console) -> None:
    from tenfold.errors import InputError

    try:
        paper = screening.undo()
    except InputError:
        terminal.print("There is nothing to undo.")
        return
    terminal.print(f"[green]undone:[/green] {plain(paper.key)}" if paper else "[green]undone.[/]")


def _wrapped(terminal: Console, text: str) -> None:
    """Broken between words, in lines that are short enough to read."""
    terminal.print(text, soft_wrap=False, width=min(terminal.width, _WIDTH))


def _show(asked: Asked, standing: Standing, screening: Screening, terminal: Console) -> None:
    from tenfold.language import translator
    from tenfold.papers.screening.words import why_words

    paper = asked.paper
    n_read = standing.n_records - standing.n_unread
    recall = f", recall at least {standing.recall.at_least:.0%}" if standing.n_included else ""
    terminal.print(
        f"\n[dim]{n_read:,} of {standing.n_records:,} read, "
        f"{standing.n_included:,} included{recall}[/dim]"
    )
    if paper.withdrawn:
        terminal.print(f"[bold red]{paper.withdrawn.kind.upper()}[/]")
    _wrapped(terminal, f"[bold]{plain(paper.title)}[/bold]")
    names = [str(name) for name in paper.authors[:_MOST_AUTHORS]]
    more = [f"{len(paper.authors) - len(names)} more"] if len(paper.authors) > len(names) else []
    about = [", ".join([*names, *more]), str(paper.year or ""), paper.venue, paper.key]
    _wrapped(terminal, plain(" · ".join(filter(None, about))))
    _wrapped(terminal, plain(paper.abstract or "(no abstract)"))
    _wrapped(terminal, f"[dim]{plain(why_words(asked, translator()))}[/dim]")
    for i, reason in enumerate(screening.reasons(), start=1):
        terminal.print(f"[dim]{i} exclude: {plain(reason)}[/dim]")
    terminal.print(f"[dim]{_USAGE}[/dim]")
