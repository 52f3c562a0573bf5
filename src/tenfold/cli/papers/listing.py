"""`tenfold paper list`: what the library holds."""

from __future__ import annotations

from typing import Annotated

import typer

from tenfold.cli.options import JsonOption, WorkspaceOption, open_workspace
from tenfold.cli.papers.filters import Selection, with_filters
from tenfold.cli.papers.printing import print_list, print_papers

__all__ = ["list_command"]

_FAR, _MOST = 9999, 1_000_000_000
"""Years and counts that every database can hold."""


@with_filters
def list_command(
    selection: Selection,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=_MOST, help="So many, newest first.")
    ] = 50,
    offset: Annotated[
        int, typer.Option("--offset", min=0, max=_MOST, help="Leave so many out.")
    ] = 0,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """List papers, those added last first.

    Example: tenfold paper list --year 2023.. --state to-read
    """
    from tenfold.papers.finding import some_papers

    some = some_papers(open_workspace(workspace), selection, offset=offset, limit=limit)
    if as_json:
        print_list(some.to_json())
        return
    if some.papers:
        own = {p.key: str(some.progress[p.key]) for p in some.papers if p.key in some.progress}
        print_papers(some.papers, own)
    left = some.n_found - offset - len(some.papers)
    if left > 0:
        print(f"... and {left:,} more: --offset {offset + len(some.papers)}")
    elif not some.n_there:
        print("No paper yet. Next: tenfold paper import FILE")
    elif not some.n_found:
        print("No such paper.")
