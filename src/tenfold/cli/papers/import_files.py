"""`tenfold paper import`: papers from files, in any format that an importer reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from tenfold.cli.options import (
    JsonOption,
    WorkspaceOption,
    console,
    open_workspace,
    print_json,
)
from tenfold.cli.papers.printing import print_report, report_json

__all__ = ["import_command"]


def import_command(
    files: Annotated[list[Path], typer.Argument(help="Files or folders; their format is found.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be new, merged, doubtful, refused.")
    ] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Import papers. What the library has is merged, never there twice; undo: tenfold paper undo.

    An import that was broken off goes on where it stopped when it is repeated.

    Example: tenfold paper import refs.bib --dry-run
    """
    from tenfold.papers.carried_marks import take_marks_in
    from tenfold.papers.files import PaperFiles
    from tenfold.papers.library import Library

    opened = open_workspace(workspace)
    library = Library(opened)
    found = PaperFiles.recognised(files)
    if dry_run:
        report = library.preview(found.records())
    else:
        with _progress(quiet=as_json) as told:
            report = library.take_in(found.records(), sources=found.sources(), told=told)
        for folder in found.exported():
            take_marks_in(opened, folder)
    if as_json:
        print_json({"schema_version": 1, **report_json(report)})
        return
    print_report(report, rest="--json" if dry_run else "tenfold paper imports --json")
    if not dry_run:
        print("Take it back with: tenfold paper undo")


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[int], None] | None]:
    """How many records are saved, on standard error where it is a terminal."""
    terminal = console(stderr=True)
    if quiet or not terminal.is_terminal:
        yield None
        return
    with terminal.status("importing") as status:
        yield lambda n: status.update(f"importing: {n:,} records saved")
