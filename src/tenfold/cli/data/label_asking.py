"""Asking in the terminal: the text, the keys, what was saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.cli.data.printing import plain

if TYPE_CHECKING:
    from rich.console import Console

    from tenfold.cli.data.label_keys import Answers
    from tenfold.desk.labelling.keys import Answer
    from tenfold.desk.labelling.session import Question, Session

__all__ = ["ask"]

_MOST_CHARACTERS, _MOST_LINES = 3000, 40
_USAGE = "u undo  s skip  n note  q quit"
_USAGE_NAMES = "type a class, Tab, Enter  :u undo  :s skip  :n note  :q quit"


def ask(session: Session, answers: Answers, terminal: Console, *, show_given: bool) -> None:
    """Ask until there is nothing left or the annotator stops. "Saved" stands after the commit."""
    from tenfold.desk.labelling.keys import Answer

    for line in session.record.settings().guidelines.splitlines():
        terminal.print(f"[dim]{plain(line)}[/dim]")
    shown = None
    while (question := session.next()) is not None:
        if question != shown:
            answers.pass_over_early_ones()
            _show(session, question, terminal, show_given=show_given)
            shown = question
        answer = answers.read(session.classes)
        if answer.meaning == "quit":
            return
        if answer.meaning == "note" and not answer.text:
            answer = Answer("unclear", "the note is empty.")
        _carry_out(session, question, answer, terminal)
        if answer.meaning == "undo":
            shown = None
    terminal.print(f"Nothing is left to ask of {plain(session.annotator)}.")


def _carry_out(session: Session, question: Question, answer: Answer, terminal: Console) -> None:
    if answer.meaning == "label":
        session.label(question, answer.text)
        terminal.print(f"[green]saved:[/green] {plain(answer.text)}")
    elif answer.meaning == "skip":
        session.skip(question)
        terminal.print("[green]saved:[/green] skipped")
    elif answer.meaning == "note":
        session.note(question, answer.text)
        terminal.print("[green]saved:[/green] the note; and the label?")
    elif answer.meaning == "undo":
        undone = session.undo()
        terminal.print("[green]undone.[/green]" if undone else "There is nothing to undo.")
    else:
        terminal.print(f"[yellow]?[/yellow] {plain(answer.text)}")


def _show(session: Session, question: Question, terminal: Console, *, show_given: bool) -> None:
    from tenfold.desk.labelling.keys import class_keys

    progress = session.progress()
    skipped = f", {progress.n_skipped} skipped" if progress.n_skipped else ""
    terminal.print(
        f"\n[dim]{progress.n_labelled:,} of {progress.n_items:,} labelled, "
        f"{progress.n_mine:,} by you{skipped}[/dim]"
    )
    for line in _lines(question.item.text):
        terminal.print(f"[bold]{plain(line)}[/bold]")
    if show_given and question.item.given is not None:
        terminal.print(f"[dim]given:[/dim] {plain(question.item.given)}")
    keys = class_keys(session.classes)
    cells = [f"{key} {name} ({progress.counts[name]})" for key, name in keys.items()]
    for line in _columns(cells, terminal.width):
        terminal.print(plain(line))
    terminal.print(f"[dim]{_USAGE if keys else _USAGE_NAMES}[/dim]")


def _lines(text: str) -> list[str]:
    lines = text[:_MOST_CHARACTERS].splitlines()[:_MOST_LINES]
    n_more = len(text) - sum(len(line) + 1 for line in lines)
    return [*lines, f"... and {n_more:,} more characters"] if n_more > 1 else lines


def _columns(cells: list[str], width: int) -> list[str]:
    """Cells in as many columns as fit, read downwards; on a phone one below the other."""
    widest = max((len(cell) for cell in cells), default=0) + 2
    n_columns = max(1, min(len(cells), width // widest)) if cells else 1
    n_lines = -(-len(cells) // n_columns)
    return [
        "".join(cell.ljust(widest) for cell in cells[line::n_lines]).rstrip()
        for line in range(n_lines)
    ]
