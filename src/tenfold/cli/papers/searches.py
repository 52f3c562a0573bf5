"""`tenfold paper searches`: the searches that one keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.data.printing import plain
from tenfold.cli.options import JsonOption, WorkspaceOption, console, open_workspace, print_json

if TYPE_CHECKING:
    from tenfold.papers.saved_search import Looked

__all__ = ["searches_command"]


def searches_command(
    remove: Annotated[str, typer.Option("--remove", help="Take this one away.")] = "",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """List your saved searches, with how many papers are new since you last looked.

    Example: tenfold paper searches
    """
    from tenfold.papers.finding import paper_search
    from tenfold.papers.saved_search import SavedSearches

    opened = open_workspace(workspace)
    kept = SavedSearches(opened)
    if remove:
        kept.remove(remove)
        if as_json:
            print_json({"schema_version": 1, "removed": remove})
        else:
            print(f"{remove!r} is taken away. Bring it back: tenfold paper take-back")
        return
    looked = kept.looked(paper_search(opened))
    if as_json:
        print_json({"schema_version": 1, "searches": [one.to_json() for one in looked]})
        return
    for one in looked:
        console().print(plain(_line(one)))
    if not looked:
        print("No search is saved. Save one: tenfold paper search WORDS --save NAME")


def _line(one: Looked) -> str:
    wish = one.search.wish.to_json()
    ways = "".join(
        f" --{name} {value}"
        for name, value in (("by", wish["by"]), ("in", wish["within"]))
        if value not in (None, "both")
    )
    counts = one.trouble or f"{one.n_new:>5,} new of {one.n_found:,}"
    return f"{one.search.name:<24} {counts}   {wish['query']}{ways}"
