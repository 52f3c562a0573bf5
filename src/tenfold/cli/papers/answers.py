"""`tenfold paper answers`: words in the answers of the lab."""

from __future__ import annotations

from typing import Annotated

import typer

from tenfold.cli.data.printing import plain
from tenfold.cli.options import JsonOption, WorkspaceOption, console, open_workspace, print_json
from tenfold.cli.papers.named import papers_of

__all__ = ["answers_command"]

_MOST_LETTERS = 200


def answers_command(
    words: Annotated[
        list[str] | None,
        typer.Argument(help="Words that all stand in the answer; none: all answers."),
    ] = None,
    question: Annotated[
        int | None, typer.Option("--question", help="To this question, 1 to 10.")
    ] = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Find answers to the ten questions by their words, in all papers; the newest first.

    Example: tenfold paper answers low rank --question 5
    """
    from tenfold.papers.answer_search import search_answers
    from tenfold.papers.plain_words import plain_words
    from tenfold.papers.said_json import answers_json

    opened = open_workspace(workspace)
    if as_json:
        answers = answers_json(opened, " ".join(words or ()), question)
        print_json({"schema_version": 1, "answers": answers})
        return
    found = search_answers(opened, " ".join(words or ()), n=question)
    papers = {p.subject: p for p in papers_of(opened, [one.subject for one in found])}
    shown = [one for one in found if one.subject in papers]
    terminal = console()
    for one in shown:
        answer, key = one.answer, papers[one.subject].key
        terminal.print(f"[bold]{plain(key)}[/bold] {answer.n}, {plain(answer.person)}:")
        said = plain_words(answer.text)
        cut = said if len(said) <= _MOST_LETTERS else f"{said[:_MOST_LETTERS]}…"
        terminal.print(f"    {plain(cut)}")
    if not shown:
        terminal.print("No answer has these words.")
