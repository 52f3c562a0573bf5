"""`tenfold paper comment`: what people say to each other about a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.data.printing import plain
from tenfold.cli.editor import written_text
from tenfold.cli.options import JsonOption, WorkspaceOption, console, open_workspace, print_json
from tenfold.cli.papers.named import Key, named_paper

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenfold.papers.discussion import Place

__all__ = ["comment_command"]


def comment_command(
    key: Key,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TEXT",
            help="In Markdown, in quotes or not; '-': an editor, or standard input. Without it: all comments.",
        ),
    ] = None,
    kind: Annotated[str, typer.Option("--kind", help="note, caveat or replication.")] = "note",
    reply: Annotated[
        int | None, typer.Option("--reply", help="The comment that it replies to.")
    ] = None,
    study: Annotated[
        str, typer.Option("--study", help="The study that repeats the paper's claim.")
    ] = "",
    edit: Annotated[
        int | None, typer.Option("--edit", help="Change this comment of yours.")
    ] = None,
    remove: Annotated[
        int | None, typer.Option("--remove", help="Take this comment of yours away.")
    ] = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Comment on a paper, reply to a comment, or show them all. Everybody in the lab sees comments.

    Example: tenfold paper comment hu2021lora "Holds for one seed only." --kind caveat
    """
    from tenfold.papers.discussion import Discussion

    text = " ".join(words) if words else None
    opened = open_workspace(workspace)
    paper = named_paper(opened, key)
    discussion = Discussion(
        opened, is_study=lambda name: (opened.studies / f"{name}.toml").is_file()
    )
    if remove is not None:
        discussion.remove(paper.subject, remove)
    elif edit is not None:
        said = written_text(
            _unless_dash(text), initial=discussion.own(paper.subject, edit).text, what="comment"
        )
        discussion.edit(paper.subject, edit, said)
    elif text is not None:
        said = written_text(_unless_dash(text), what="comment")
        saved = discussion.comment(paper.subject, said, kind=kind, reply_to=reply, study=study)
        edit = saved.number
    places = discussion.threads_of(paper.subject)
    if as_json:
        print_json(
            {"schema_version": 1, "key": paper.key, "comments": [p.to_json() for p in places]}
        )
    elif remove is not None:
        print(f"Comment {remove} is taken away. Bring it back: tenfold paper take-back")
    elif edit is not None:
        print(f"Comment {edit} saved.")
    else:
        _print_places(places)


def _unless_dash(text: str | None) -> str | None:
    return None if text == "-" else text


def _print_places(places: Sequence[Place]) -> None:
    terminal = console()
    if not places:
        terminal.print('No comment yet. Write one: tenfold paper comment KEY "TEXT"')
    for place in places:
        indent = "  " * min(place.depth, 10)
        comment = place.comment
        if comment is None:
            terminal.print(f"{indent}[dim](a comment was taken away)[/dim]")
            continue
        study = f", study {comment.study}" if comment.study else ""
        edited = ", edited" if comment.is_edited else ""
        head = (
            f"{comment.number} {comment.kind}{study}, by {comment.person}, {comment.made:%Y-%m-%d}"
        )
        terminal.print(f"{indent}[dim]{plain(head)}{edited}[/dim]")
        for line in comment.text.splitlines():
            terminal.print(f"{indent}  {plain(line)}")
