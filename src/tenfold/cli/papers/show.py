"""`tenfold paper show`: everything that the library knows of a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.data.printing import plain
from tenfold.cli.options import (
    JsonOption,
    WorkspaceOption,
    console,
    open_workspace,
    print_json,
)
from tenfold.cli.papers.claim import published_line
from tenfold.cli.papers.printing import paper_line
from tenfold.cli.papers.state import mark_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenfold.papers.library import PastState
    from tenfold.papers.reading_mark import ReadingMark
    from tenfold.papers.record import Paper
    from tenfold.store.workspace import Workspace

__all__ = ["show_command"]


def show_command(
    key: Annotated[str, typer.Argument(help="A citation key, also an old one.")],
    history: Annotated[bool, typer.Option("--history", help="Every change too.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Show a paper, its other keys and its other versions.

    Example: tenfold paper show hu2021lora
    """
    from tenfold.lab.citing_studies import studies_citing
    from tenfold.lab.replications import replications_of
    from tenfold.papers.attached_pdfs import AttachedPdfs
    from tenfold.papers.library import Library
    from tenfold.papers.published import PublishedNumbers
    from tenfold.papers.said_counts import said_counts
    from tenfold.papers.subject import subject_of

    opened = open_workspace(workspace)
    if as_json:
        from tenfold.lab.paper_json import paper_json

        print_json({"schema_version": 1, **paper_json(opened, key, with_history=history)})
        return
    library = Library(opened)
    paper = library.paper(key)
    keys = [paper.key, *library.aliases(key)]
    citing, replications = studies_citing(opened, keys), replications_of(opened, keys)
    published = PublishedNumbers(opened).of(subject_of(library.number(key)))
    mark = _mark(opened, library.number(key))
    counts = said_counts(opened, subject_of(library.number(key)))
    terminal = console()
    for line in _lines(paper):
        terminal.print(plain(line))
    if mark.since or mark.progress or mark.tags:
        terminal.print(plain(f"you: {mark_line(mark)}"))
    if counted := str(counts):
        terminal.print(plain(f"said: {counted}"))
    if aliases := library.aliases(key):
        terminal.print(plain(f"other keys: {', '.join(aliases)}"))
    if (pdf := AttachedPdfs(opened).of(subject_of(library.number(key)))) is not None:
        terminal.print(plain(f"pdf: {pdf.name} (tenfold paper text {paper.key})"))
    for relation, other in library.related(key):
        terminal.print(plain(f"{relation} {paper_line(other)}"))
    for number in published:
        terminal.print(published_line(number.number, number.published))
    for study in citing:
        terminal.print(plain(f"cited by the study {study.name} ({study.state}): {study.question}"))
        for verdict in study.verdicts:
            terminal.print(plain(f"  {verdict}"))
    for replication in replications:
        terminal.print(plain(f"its claim is tested by the study {replication.name}"))
        for sentence in (*replication.sentences, *filter(None, [replication.trouble])):
            terminal.print(plain(f"  {sentence}"))
    for state in library.history(key) if history else ():
        terminal.print(plain(_state_line(state)), style="dim")


def _mark(workspace: Workspace, number: int) -> ReadingMark:
    """How the acting person stands to it."""
    from tenfold.papers.reading_marks import ReadingMarks
    from tenfold.papers.subject import subject_of

    return ReadingMarks(workspace).mark(subject_of(number))


def _lines(paper: Paper) -> Iterator[str]:
    if paper.withdrawn:
        said = " ".join(filter(None, (paper.withdrawn.on, paper.withdrawn.reason)))
        yield f"{paper.withdrawn.kind.upper()} {said}".strip()
    yield paper.title
    yield ", ".join(map(str, paper.authors)) or "(no author)"
    volume = f"{paper.volume}({paper.issue})" if paper.issue else paper.volume
    parts = (paper.venue, volume, paper.pages, paper.issued or str(paper.year or ""))
    yield ", ".join(part for part in parts if part) or "(no venue or year)"
    yield f"key: {paper.key}   type: {paper.type}"
    for kind, value in paper.ids.items():
        yield f"{kind}: {value}"
    for name in ("url", "code", "data"):
        if value := getattr(paper, name):
            yield f"{name}: {value}"
    if paper.open_access is not None:
        yield f"open access: {'yes' if paper.open_access else 'no'}"
    if paper.keywords:
        yield f"keywords: {', '.join(paper.keywords)}"
    if paper.abstract:
        yield from ("", *paper.abstract.splitlines(), "")


def _state_line(state: PastState) -> str:
    source = f" from {state.source}" if state.source else ""
    return f"{state.time:%Y-%m-%d %H:%M} {state.action}{source} ({state.person})"
