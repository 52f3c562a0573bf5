"""`tenfold paper add`: papers by id or by words from a public source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.options import (
    JsonOption,
    WorkspaceOption,
    console,
    open_workspace,
    print_json,
)
from tenfold.cli.papers.printing import print_report, report_json

if TYPE_CHECKING:
    from tenfold.papers.fetching import Access, Question

__all__ = ["add_command"]


def add_command(
    ids: Annotated[
        list[str] | None,
        typer.Argument(help="DOIs, ids of arXiv, the ACL Anthology, OpenAlex, Semantic Scholar."),
    ] = None,
    source: Annotated[
        str | None, typer.Option("--from", help="arxiv, crossref, openalex or s2.")
    ] = None,
    query: Annotated[str | None, typer.Option("--query", help="Words to search for.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100, help="At most so many.")] = 10,
    title: Annotated[
        str | None, typer.Option("--title", help="The title beside the id; another is refused.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Ask, and show what would be new; save nothing.")
    ] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Add papers by id, or the best ones for words, from a public source. It is said what is asked of whom.

    Example: tenfold paper add 10.18653/v1/N18-1001 --from openalex
    """
    from tenfold.papers.adding import access_of, add, asked_for

    opened = open_workspace(workspace)
    asked = asked_for(ids or [], source=source, query=query, limit=limit, title=title)
    access = access_of(opened)
    _say(asked, access)
    report = add(opened, asked, access, title=title, dry_run=dry_run)
    if as_json:
        print_json({"schema_version": 1, **report_json(report)})
    else:
        print_report(report, rest="--json")
    if report.counts["read"] == report.counts["refused"]:
        raise typer.Exit(1)


def _say(asked: Sequence[Question], access: Access) -> None:
    """What is asked of whom, on standard error, before it is asked."""
    for question in asked:
        console(stderr=True).print(question.said(access), markup=False)
