"""`tenfold paper read`: the ten questions about a paper."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.editor import written_text
from tenfold.cli.options import (
    JsonOption,
    LanguageOption,
    WorkspaceOption,
    open_workspace,
    print_json,
)
from tenfold.cli.papers.named import Key, named_paper

if TYPE_CHECKING:
    from tenfold.papers.named_paper import NamedPaper
    from tenfold.store.workspace import Workspace

__all__ = ["read_command"]


def read_command(
    key: Key,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TEXT",
            help="With --answer: the answer, in Markdown, in quotes or not; else an editor opens.",
        ),
    ] = None,
    answer: Annotated[
        int | None, typer.Option("--answer", help="Answer this question, 1 to 10.")
    ] = None,
    skim: Annotated[bool, typer.Option("--skim", help="Ask three only: 1, 5 and 8.")] = False,
    choose: Annotated[
        int | None,
        typer.Option("--choose", help="Take an answer to this question as the lab's own."),
    ] = None,
    whose: Annotated[
        str | None, typer.Option("--of", help="Whose answer to choose; default: yours.")
    ] = None,
    decide: Annotated[
        str | None, typer.Option("--decide", help="skim, read, cite, replicate or drop.")
    ] = None,
    why: Annotated[str, typer.Option("--why", help="Why so.")] = "",
    language: LanguageOption = "en",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Answer the ten questions about a paper, one after the other; what was answered is not asked again.

    Each answer is saved as it is given. Quote the paper with its page and the quote becomes a link:
    > "its words" (p. 4). With a PDF attached, it is said on which page they stand. Everybody in the lab sees
    the answers.

    Example: tenfold paper read hu2021lora --skim
    """
    from tenfold.papers.answers import Answers
    from tenfold.papers.decision import Decisions

    text = " ".join(words) if words else None
    _refuse_alone(whose is not None and choose is None, "--of", "--choose N")
    _refuse_alone(bool(why) and decide is None, "--why", "--decide cite")
    _refuse_alone(text is not None and answer is None, "an answer", "--answer N")
    opened = open_workspace(workspace)
    paper = named_paper(opened, key)
    answers = Answers(opened)
    says = not as_json
    if answer is not None:
        _answer(opened, paper, answer, text, says=says)
    if choose is not None:
        chosen = answers.choose(paper.subject, choose, whose or answers.person)
        _say(f"The lab's answer to question {choose} is that of {chosen.person}.", says)
    if decide is not None:
        decision = Decisions(opened).decide(paper.subject, decide, why)
        _say(f"Decided: {decision.action}{f' ({decision.why})' if decision.why else ''}.", says)
    asks = answer is None and choose is None and decide is None and says
    if asks and sys.stdin is not None and sys.stdin.isatty():
        from tenfold.cli.papers.asking import ask_questions

        ask_questions(opened, paper, skim=skim, language=language)
    elif asks or as_json:
        _show(opened, paper, language, as_json=as_json)


def _refuse_alone(is_alone: bool, what: str, needed: str) -> None:
    from tenfold.errors import InputError

    if is_alone:
        raise InputError(f"{what} stands alone.", remedy=f"Give it together with {needed}.")


def _answer(
    workspace: Workspace, paper: NamedPaper, n: int, text: str | None, *, says: bool
) -> None:
    from tenfold.cli.lab.saying import today_of
    from tenfold.papers.answers import Answers
    from tenfold.papers.quote_places import place_line
    from tenfold.papers.reading import note_reached, reading_sheet

    answers = Answers(workspace)
    own = answers.answers_of(paper.subject).get(answers.person, {})
    old = own[n].text if n in own else ""
    saved = answers.answer(paper.subject, n, written_text(text, initial=old, what="answer"))
    n_answered = len(answers.answers_of(paper.subject)[answers.person])
    quotes = f" Quotes with a page: {len(saved.quotes)}." if saved.quotes else ""
    _say(f"Answer {n} saved: {n_answered} of 10.{quotes}", says)
    for place in reading_sheet(workspace, paper.subject).places(saved):
        _say(f"  {place_line(place)}", says)
    if (state := note_reached(workspace, paper.subject, day=today_of(workspace))) is not None:
        _say(f"Your reading state is now: {state}.", says)


def _say(line: str, says: bool) -> None:
    if says:
        print(line)


def _show(workspace: Workspace, paper: NamedPaper, language: str, *, as_json: bool) -> None:
    from tenfold.cli.papers.sheet_lines import print_sheet
    from tenfold.papers.reading import reading_sheet

    sheet = reading_sheet(workspace, paper.subject, language=language)
    if as_json:
        print_json({"schema_version": 1, "key": paper.key, "title": paper.title, **sheet.to_json()})
        return
    print_sheet(sheet, paper)
