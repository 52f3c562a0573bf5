"""`tenfold paper collect`: collections of papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.data.printing import plain
from tenfold.cli.options import JsonOption, WorkspaceOption, console, open_workspace, print_json
from tenfold.cli.papers.named import named_paper, papers_of

if TYPE_CHECKING:
    from tenfold.papers.collections import Collection
    from tenfold.store.workspace import Workspace

__all__ = ["collect_command"]


def collect_command(
    name: Annotated[
        str | None, typer.Argument(help="A collection; without it, all are listed.")
    ] = None,
    keys: Annotated[list[str] | None, typer.Argument(help="Papers to put at its end.")] = None,
    new: Annotated[bool, typer.Option("--new", help="Begin the collection.")] = False,
    private: Annotated[
        bool | None,
        typer.Option("--private/--lab", help="Seen by you alone, or by the lab (default)."),
    ] = None,
    out: Annotated[bool, typer.Option("--out", help="Take the papers out instead.")] = False,
    place: Annotated[
        int | None, typer.Option("--place", help="Put one paper at this place.", min=1)
    ] = None,
    rename: Annotated[str | None, typer.Option("--rename", help="Its new name.")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take the collection away.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Put papers into a collection, or show what there is. A paper may be in several.

    Example: tenfold paper collect "low rank" hu2021lora --new --private
    """
    from tenfold.papers.collections import Collections

    opened = open_workspace(workspace)
    store = Collections(opened)
    if name is None:
        _list(store.all(), as_json=as_json)
        return
    subjects = [named_paper(opened, key).subject for key in keys or ()]
    if remove:
        store.remove(name)
        if as_json:
            print_json({"schema_version": 1, "removed": name})
        else:
            print(
                f"{name!r} is taken away; its papers stay. Bring it back: tenfold paper take-back"
            )
        return
    store.change(
        name, add=() if out else subjects, take_out=subjects if out else (),
        begins=new, private=private, place=place, rename=rename,
    )  # fmt: skip
    _show(opened, store.named(rename or name), as_json=as_json)


def _list(found: list[Collection], *, as_json: bool) -> None:
    if as_json:
        print_json({"schema_version": 1, "collections": [c.to_json() for c in found]})
        return
    for collection in found:
        whose = "yours alone" if collection.is_private else f"the lab's, by {collection.person}"
        said = f"{collection.name:<32} {_n_papers(len(collection.members)):>12}, {whose}"
        console().print(plain(said))
    if not found:
        print("No collection yet. Begin one: tenfold paper collect NAME KEY --new")


def _show(workspace: Workspace, collection: Collection, *, as_json: bool) -> None:
    if as_json:
        from tenfold.papers.said_json import collection_json

        print_json({"schema_version": 1, **collection_json(workspace, collection)})
        return
    papers = papers_of(workspace, collection.members)
    terminal = console()
    terminal.print(f"{plain(collection.name)}: {_n_papers(len(papers))}")
    widest = max((len(paper.key) for paper in papers), default=0)
    for i, paper in enumerate(papers, start=1):
        terminal.print(plain(f"{i:>4}  {paper.key:<{widest}}  {paper.title}"))


def _n_papers(n: int) -> str:
    return "1 paper" if n == 1 else f"{n:,} papers"
