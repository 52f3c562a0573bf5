"""`tenfold paper react`: reactions to a paper."""

from __future__ import annotations

from typing import Annotated

import typer

from tenfold.cli.data.printing import plain
from tenfold.cli.options import JsonOption, WorkspaceOption, console, open_workspace, print_json
from tenfold.cli.papers.named import Key, named_paper

__all__ = ["react_command"]


def react_command(
    key: Key,
    reactions: Annotated[
        list[str] | None,
        typer.Argument(
            help="like, dislike, insightful, careful, overclaimed, missing-baseline, ..."
        ),
    ] = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """React to a paper; a reaction that you gave already is taken back. Without one: who reacted how.

    Everybody in the lab sees reactions.

    Example: tenfold paper react hu2021lora insightful missing-baseline
    """
    from tenfold.papers.reactions import REACTIONS, Reactions

    opened = open_workspace(workspace)
    paper = named_paper(opened, key)
    store = Reactions(opened)
    done = store.toggle_all(paper.subject, reactions or [])
    standing = store.reactions_of(paper.subject)
    if as_json:
        print_json({"schema_version": 1, "key": paper.key, "reactions": standing})
        return
    for reaction, stands in done.items():
        print(f"{reaction}: {'given' if stands else 'taken back'}")
    for reaction, people in standing.items():
        console().print(plain(f"{len(people):>3} {reaction} ({', '.join(people)})"))
    if not standing and not done:
        print(f"No reaction yet. There is: {', '.join(REACTIONS)}.")
