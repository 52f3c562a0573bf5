"""`tenfold paper add`: papers by id or by words from a public source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tenfold.cli.data.printing import plain
from tenfold.cli.options import (
    JsonOption,
    WorkspaceOption,
    console,
    open_workspace,
    print_json,
)
from tenfold.cli.papers.printing import paper_line, print_report
from tenfold.errors import InputError

if TYPE_CHECKING:
    from tenfold.papers.fetching import Access, Question
    from tenfold.papers.record import Name
    from tenfold.store.workspace import Workspace

__all__ = ["add_command"]


def add_command(
    ids: Annotated[
        list[str] | None,
        typer.Argument(help="DOIs, ids of arXiv, the ACL Anthology, OpenAlex, Semantic Scholar."),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            "--from", help="arxiv, crossref, openalex or s2; with --kind: who handed it to you."
        ),
    ] = None,
    query: Annotated[str | None, typer.Option("--query", help="Words to search for.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100, help="At most so many.")] = 10,
    title: Annotated[
        str | None, typer.Option("--title", help="The title beside the id; another is refused.")
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option("--kind", help="Add a book, course, post, video or paper by its --title."),
    ] = None,
    author: Annotated[
        list[str] | None, typer.Option("--author", help="With --kind; may be repeated.")
    ] = None,
    year: Annotated[int | None, typer.Option("--year", help="With --kind.")] = None,
    url: Annotated[str, typer.Option("--url", help="With --kind: where it is.")] = "",
    due: Annotated[
        str | None, typer.Option("--due", help="With --kind: by when: fri, 2026-12-04.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Ask, and show what would be new; save nothing.")
    ] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Add papers by id, or the best ones for words, from a public source. It is said what is asked of whom.

    With --kind, a book, course, post or video by what you say of it: nobody is asked.

    Example: tenfold paper add 10.18653/v1/N18-1001 --from openalex
    """
    from tenfold.papers.adding import access_of, add, asked_for

    opened = open_workspace(workspace)
    if kind is not None:
        _refuse_beside_kind(ids=ids, query=query, dry_run=dry_run)
        item = {"title": title, "authors": author or (), "year": year, "url": url}
        _add_item(opened, kind, item, giver=source or "", due=due, as_json=as_json)
        return
    _refuse_without_kind(author=author, year=year, url=url, due=due)
    asked = asked_for(ids or [], source=source, query=query, limit=limit, title=title)
    access = access_of(opened)
    _say(asked, access)
    report = add(opened, asked, access, title=title, dry_run=dry_run)
    if as_json:
        print_json({"schema_version": 1, **report.to_json()})
    else:
        print_report(report, rest="--json")
    if report.counts["read"] == report.counts["refused"]:
        raise typer.Exit(1)


def _refuse_beside_kind(**said: object) -> None:
    if wrong := [name for name, value in said.items() if value]:
        raise InputError(
            f"--kind adds one item by its title, without {wrong[0].replace('_', ' ')}.",
            where="--kind",
            remedy='tenfold paper add --kind course --title "ITS TITLE" --url ADDRESS',
        )


def _refuse_without_kind(**said: object) -> None:
    if wrong := [name for name, value in said.items() if value]:
        raise InputError(
            f"--{wrong[0]} goes with --kind: what a source says is not changed.",
            where=f"--{wrong[0]}",
            remedy="Add it, then: tenfold paper edit KEY, or tenfold paper state KEY --due DAY",
        )


def _add_item(
    workspace: Workspace,
    kind: str,
    item: dict[str, Any],
    *,
    giver: str,
    due: str | None,
    as_json: bool,
) -> None:
    """Take an item in, and mark who handed it over, as far as that was said."""
    from tenfold.cli.lab.saying import today_of
    from tenfold.lab.days import parse_day
    from tenfold.papers.adding import added_item
    from tenfold.papers.item_kind import item_kind
    from tenfold.papers.mark_change import MarkChange
    from tenfold.papers.reading_marks import ReadingMarks
    from tenfold.papers.record import Name
    from tenfold.papers.subject import subject_of

    today = today_of(workspace)
    day = parse_day(due, today) if due else None
    names = tuple(_name(said, Name) for said in item.pop("authors"))
    number, paper = added_item(workspace, kind, authors=names, **item)
    if giver or day is not None:
        change = MarkChange(giver=giver, due=day)
        ReadingMarks(workspace).change(subject_of(number), change, day=today)
    if as_json:
        print_json({"schema_version": 1, **paper.to_json()})
        return
    console().print(plain(f"Added: {paper_line(paper)}"))
    if item_kind(paper.type) != "paper":
        print(f"Say how far you are: tenfold paper progress {paper.key} 1/10")


def _name(said: str, name: type[Name]) -> Name:
    """``Ada Lovelace`` or ``Lovelace, Ada``."""
    family, comma, given = said.partition(",")
    if not comma:
        given, _, family = said.strip().rpartition(" ")
    return name(family.strip(), given.strip())


def _say(asked: Sequence[Question], access: Access) -> None:
    """What is asked of whom, on standard error, before it is asked."""
    for question in asked:
        console(stderr=True).print(question.said(access), markup=False)
