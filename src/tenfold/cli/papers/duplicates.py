"""`tenfold paper duplicates`, `merge`, `different`, `version`: decide which papers are one."""

from __future__ import annotations

from typing import Annotated

import typer

from tenfold.cli.data.printing import plain
from tenfold.cli.options import (
    JsonOption,
    WorkspaceOption,
    console,
    open_workspace,
    print_json,
)
from tenfold.cli.papers.printing import paper_line

__all__ = ["different_command", "duplicates_command", "merge_command", "version_command"]


def duplicates_command(
    again: Annotated[
        bool,
        typer.Option("--again", help="Look through the whole library by the rules as they are."),
    ] = False,
    merge_all: Annotated[
        bool, typer.Option("--merge", help="Merge what the rules take for the same; show the rest.")
    ] = False,
    keep: Annotated[
        str, typer.Option("--keep", help="Which stays: published, fullest, oldest or newest.")
    ] = "published",
    limit: Annotated[int, typer.Option("--limit", min=1, help="So many pairs.")] = 20,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Show pairs that may be one paper, until somebody decides.

    Example: tenfold paper duplicates
    """
    from tenfold.papers.duplicates import look_again, merge_the_same
    from tenfold.papers.library import Library
    from tenfold.papers.merging import keeper_rule

    library = Library(open_workspace(workspace))
    n_merged = merge_the_same(library, keeper_rule(keep)) if merge_all else 0
    if again:
        look_again(library)
    doubts = library.doubts()
    if as_json:
        pairs = [{"keys": [d.first.key, d.second.key], "reason": d.reason} for d in doubts]
        print_json({"schema_version": 1, "n_merged": n_merged, "pairs": pairs})
        return
    terminal = console()
    if merge_all:
        terminal.print(f"Merged: {n_merged:,}.")
    for doubt in doubts[:limit]:
        terminal.print(plain(paper_line(doubt.first)))
        terminal.print(plain(paper_line(doubt.second)))
        terminal.print(plain(f"  {doubt.reason}"), style="dim")
    if len(doubts) > limit:
        terminal.print(f"... and {len(doubts) - limit:,} more: --limit {len(doubts)}")
    terminal.print(
        "Decide: tenfold paper merge KEEP OTHER, or: tenfold paper different A B"
        if doubts
        else "No doubtful pair."
    )


def merge_command(
    keep: Annotated[str, typer.Argument(help="The paper that stays.")],
    others: Annotated[list[str], typer.Argument(help="Papers that become one with it.")],
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Make one paper of several: what is empty is filled, other keys go on working.

    Example: tenfold paper merge hu2021lora hu2021loraa
    """
    from tenfold.papers.library import Library

    paper, conflicts = Library(open_workspace(workspace)).merge(keep, others)
    if as_json:
        said = [conflict.to_json() for conflict in conflicts]
        print_json({"schema_version": 1, **paper.to_json(), "conflicts": said})
        return
    terminal = console()
    terminal.print(plain(f"Merged: {paper_line(paper)}"))
    for c in conflicts:
        terminal.print(plain(f'  {c.field} stays "{c.kept}"; the other said "{c.other}"'))


def different_command(
    first: Annotated[str, typer.Argument(help="A paper.")],
    second: Annotated[str, typer.Argument(help="One that looks like it, and is not.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Remember that two papers are different, so that they are not asked about again.

    Example: tenfold paper different hu2021lora hu2023lora
    """
    from tenfold.papers.library import Library

    Library(open_workspace(workspace)).link(first, second, "different")
    print(f"{first} and {second} are different papers.")


def version_command(
    preprint: Annotated[str, typer.Argument(help="The preprint, or the earlier version.")],
    published: Annotated[str, typer.Argument(help="The version of record.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Link a paper to the published version of it; both stay.

    Example: tenfold paper version hu2021lora hu2022lora
    """
    from tenfold.papers.library import Library

    Library(open_workspace(workspace)).link(preprint, published, "version of")
    print(f"{preprint} is a version of {published}.")
