"""`tenfold paper edit`, `remove`, `undo`: change what the library says."""

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

__all__ = ["edit_command", "remove_command", "undo_command"]


def edit_command(
    key: Annotated[str, typer.Argument(help="The paper's citation key.")],
    values: Annotated[
        list[str],
        typer.Argument(metavar="FIELD=VALUE...", help="Fields; an empty value takes one away."),
    ],
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Change fields of a paper: title, authors ("Family, Given; ..."), year, venue, doi, key, withdrawn, ...

    Example: tenfold paper edit hu2021lora year=2022 "venue=ICLR 2022"
    """
    from tenfold.papers.editing import typed_fields
    from tenfold.papers.library import Library

    library = Library(open_workspace(workspace))
    paper = library.change(key, **typed_fields(library.paper(key), values))
    if as_json:
        print_json({"schema_version": 1, **paper.to_json()})
    else:
        console().print(plain(f"Changed: {paper_line(paper)}"))


def remove_command(
    keys: Annotated[list[str], typer.Argument(help="The papers' citation keys.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Take papers out of the library; undo brings them back.

    Example: tenfold paper remove hu2021lora
    """
    from tenfold.papers.library import Library

    Library(open_workspace(workspace)).remove(keys)
    print(f"Removed: {', '.join(keys)}. Bring back with: tenfold paper undo")


def undo_command(as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """Take your last change of the library back: an import, a merge, an edit, a removal; again: the one before.

    What you said of papers (answers, marks, collections ...) stays: tenfold paper take-back takes that back.

    Example: tenfold paper undo
    """
    from tenfold.papers.library import Library

    undone = Library(open_workspace(workspace)).undo()
    if as_json:
        print_json(
            {
                "schema_version": 1,
                "batch": undone.batch,
                "action": undone.action,
                "n_papers": undone.n_papers,
                "n_gone": undone.n_gone,
            }
        )
        return
    kept = undone.n_papers - undone.n_gone
    print(
        f"Taken back ({undone.action}): {undone.n_gone:,} papers are no longer there, "
        f"{kept:,} are as before.\n"
        "What you said of papers stays; it is taken back by: tenfold paper take-back"
    )
