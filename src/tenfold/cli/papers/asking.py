"""Asking the ten questions in the terminal. Each answer is saved before the next question is asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from tenfold.cli.data.printing import plain
from tenfold.cli.options import console

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from tenfold.papers.answers import Answers
    from tenfold.papers.named_paper import NamedPaper
    from tenfold.questions import Question
    from tenfold.store.workspace import Workspace

__all__ = ["ask_questions"]

_USAGE = "an answer on one line   Enter: later   :e editor   :q stop   ? this help"


def ask_questions(workspace: Workspace, paper: NamedPaper, *, skim: bool, language: str) -> None:
    """Ask what the person has not answered yet, of ten or of three. Ctrl-C and Ctrl-D stop; nothing is lost."""
    from tenfold.papers.answers import Answers
    from tenfold.questions import ten_questions

    answers, terminal = Answers(workspace), console()
    left = answers.open_questions(paper.subject, skim=skim)
    terminal.print(f"[bold]{plain(paper.title)}[/bold]\n[dim]{_USAGE}[/dim]")
    questions: Mapping[int, Question] = {q.n: q for q in ten_questions(language, about="paper")}
    try:
        for n in left:
            if _ask(questions[n], answers, paper, terminal) == "stop":
                break
        else:
            _ask_decision(workspace, paper, terminal)
    except (KeyboardInterrupt, EOFError):
        terminal.print()
    _say_end(workspace, answers, paper, terminal)


def _ask(
    question: Question, answers: Answers, paper: NamedPaper, terminal: Console
) -> Literal["next", "stop"]:
    from tenfold.cli.editor import edited_text
    from tenfold.errors import InputError

    terminal.print(f"\n[bold]{question.n}  {plain(question.text)}[/bold]")
    terminal.print(f"[dim]{plain(question.hint)}[/dim]")
    while True:
        said = input("> ").strip()
        if said == ":q":
            return "stop"
        if not said:
            return "next"
        if said == "?" or _is_command(said):
            terminal.print(f"[dim]{_USAGE}[/dim]")
            continue
        try:
            text = edited_text("", what="answer") if said == ":e" else said
            answers.answer(paper.subject, question.n, text)
        except InputError as error:
            terminal.print(f"[yellow]?[/yellow] {plain(str(error))}")
            continue
        terminal.print("[green]saved[/green]")
        return "next"


def _is_command(said: str) -> bool:
    """Whether it is a command that there is not, such as ``:help``."""
    return said != ":e" and re.fullmatch(r":[a-z]+!?", said) is not None


def _ask_decision(workspace: Workspace, paper: NamedPaper, terminal: Console) -> None:
    from tenfold.errors import InputError
    from tenfold.papers.decision import ACTIONS, Decisions

    decisions = Decisions(workspace)
    if decisions.person in decisions.decisions_of(paper.subject):
        return
    terminal.print(f"\n[bold]What to do with it?[/bold] {', '.join(ACTIONS)}; Enter: leave it open")
    while said := input("> ").strip():
        action, _, why = said.partition(" ")
        try:
            decisions.decide(paper.subject, action.rstrip(",:"), why)
        except InputError as error:
            terminal.print(f"[yellow]?[/yellow] {plain(str(error))}")
            continue
        terminal.print("[green]saved[/green]")
        return


def _say_end(workspace: Workspace, answers: Answers, paper: NamedPaper, terminal: Console) -> None:
    from tenfold.cli.lab.saying import today_of
    from tenfold.papers.answers import N_QUESTIONS
    from tenfold.papers.reading import note_reached

    state = note_reached(workspace, paper.subject, day=today_of(workspace))
    n_left = len(answers.open_questions(paper.subject))
    terminal.print(f"{N_QUESTIONS - n_left} of {N_QUESTIONS} answered.")
    if state is not None:
        terminal.print(f"Your reading state is now: {state}.")
    command = f"tenfold paper read {plain(paper.key)}"
    terminal.print(f"Go on: {command}" if n_left else f"Change one: {command} --answer N")
