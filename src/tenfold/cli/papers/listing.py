"""`tenfold paper list`: what the library holds."""

from __future__ import annotations

from typing import Annotated

import typer

from tenfold.cli.options import JsonOption, WorkspaceOption, open_workspace
from tenfold.cli.papers.printing import paper_json, print_list, print_papers

__all__ = ["list_command"]

_FAR, _MOST = 9999, 1_000_000_000
"""Years and counts that every database can hold."""


def list_command(
    title: Annotated[str, typer.Option("--title", help="Words of the title, all of them.")] = "",
    year_from: Annotated[
        int | None, typer.Option("--from-year", min=-_FAR, max=_FAR, help="First year.")
    ] = None,
    year_to: Annotated[
        int | None, typer.Option("--to-year", min=-_FAR, max=_FAR, help="Last year.")
    ] = None,
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

    Example: tenfold paper list --from-year 2023
    """
    from tenfold.papers.library import Filters, Library

    library = Library(open_workspace(workspace))
    filters = Filters(year_from=year_from, year_to=year_to, title=title)
    papers = library.papers(filters, offset=offset, limit=limit)
    if as_json:
        print_list(paper_json(paper) for paper in papers)
        return
    if papers:
        print_papers(papers)
    n = library.count(filters)
    left = n - offset - len(papers)
    if left > 0:
        print(f"... and {left:,} more: --offset {offset + len(papers)}")
    elif not n:
        print(
            "No such paper."
            if filters != Filters()
            else "No paper yet. Next: tenfold paper import FILE"
        )
