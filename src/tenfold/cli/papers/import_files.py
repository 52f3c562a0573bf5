"""`tenfold paper import`: papers from files, in any format that an importer reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from tenfold.cli.options import (
    JsonOption,
    WorkspaceOption,
    console,
    open_workspace,
    print_json,
)
from tenfold.cli.papers.printing import print_report

if TYPE_CHECKING:
    from rich.progress import Progress

    from tenfold.papers.carried.taking_in import Carried
    from tenfold.papers.fetching import Question
    from tenfold.papers.library import Library
    from tenfold.papers.taking_pdfs import Identifier
    from tenfold.store.workspace import Workspace

__all__ = ["import_command"]

_T = TypeVar("_T")


def import_command(
    files: Annotated[list[Path], typer.Argument(help="Files or folders; their format is found.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be new, merged, doubtful, refused.")
    ] = False,
    look_up: Annotated[
        bool,
        typer.Option("--look-up", help="Ask public sources about the ids that PDFs print."),
    ] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Import papers. What the library has is merged, never there twice; undo: tenfold paper undo.

    An import that was broken off goes on where it stopped when it is repeated. A PDF gives what its first page
    says, and is kept with its paper; an id that is printed on it counts where the title agrees.

    Example: tenfold paper import refs.bib --dry-run
    """
    from tenfold.papers.carried.taking_in import take_said_in
    from tenfold.papers.files import PaperFiles
    from tenfold.papers.library import Library
    from tenfold.papers.sorting_in import HeldNumbers
    from tenfold.papers.taking_along import TakenAlong
    from tenfold.papers.taking_pdfs import attach_pdfs, with_pdfs_read

    opened = open_workspace(workspace)
    library, n_attached = Library(opened), 0
    found = PaperFiles.recognised(files)
    identify = _identifier(opened, library, look_up=look_up)
    held, along = HeldNumbers(), TakenAlong()
    said: list[Carried] = []
    with (
        with_pdfs_read(opened, found, identify, keeps=not dry_run) as read,
        _progress(quiet=as_json) as told,
    ):
        records = along.noted(
            told.counted(read.records(told.read)), {path.parent for path, _ in found.files}
        )
        if dry_run:
            report = library.preview(records)
        else:
            report = library.take_in(records, sources=found.sources(), told=told.saved, held=held)
    if not dry_run:
        along.take_in(opened)
        n_attached = attach_pdfs(opened, found) + along.n_attached
        exported = found.exported()
        numbers = held.by_key if len(exported) == 1 else {}
        said = [
            take_said_in(opened, folder, batch=report.batch, numbers=numbers) for folder in exported
        ]
    if as_json:
        counts = {"n_attached": n_attached, "n_collected": along.n_collected}
        more = {**counts, "said": [asdict(one) for one in said]}
        print_json({"schema_version": 1, **report.to_json(), **more})
        return
    print_report(report, rest="--json" if dry_run else "tenfold paper imports --json")
    for one in said:
        print(
            f"What people said of papers: {one.n_new:,} new, {one.n_known:,} known already, "
            f"{one.n_refused:,} refused."
        )
    if along.n_collected:
        print(f"Put into your collections: {along.n_collected:,}. See: tenfold paper collect")
    if n_attached:
        print(f"PDFs attached: {n_attached:,}. Read one with: tenfold paper text KEY")
    # Where nothing of a paper was written, undo would take back what came before this import.
    if not dry_run and (report.counts["new"] or report.counts["merged"] or report.resumed_at):
        print("Take it back with: tenfold paper undo")


def _identifier(workspace: Workspace, library: Library, *, look_up: bool) -> Identifier:
    """What checks printed ids; with `look_up` it says what it asks of whom, before it asks."""
    from tenfold.papers.taking_pdfs import Identifier

    if not look_up:
        return Identifier(library)
    from tenfold.papers.adding import access_of

    access = access_of(workspace)
    terminal = console(stderr=True)

    def say(question: Question) -> None:
        terminal.print(question.said(access), markup=False)

    return Identifier(library, access, say)


class _Told:
    """Shows how many records are read and saved, and how much of the files; nothing without a `bar`."""

    def __init__(self, bar: Progress | None) -> None:
        self._bar = bar
        self._line = None if bar is None else bar.add_task("importing", total=None)
        self._n_read = self._n_saved = 0

    def counted(self, records: Iterable[_T]) -> Iterator[_T]:
        """The same records, counted as they come."""
        for record in records:
            self._n_read += 1
            self._show()
            yield record

    def read(self, n_bytes: int, whole: int) -> None:
        """So many bytes of the files are read."""
        if self._bar is not None and self._line is not None:
            self._bar.update(self._line, completed=n_bytes, total=whole)

    def saved(self, n: int) -> None:
        """So many are saved."""
        self._n_saved = n
        self._show()

    def _show(self) -> None:
        if self._bar is not None and self._line is not None:
            said = f"importing: {self._n_read:,} records read, {self._n_saved:,} saved"
            self._bar.update(self._line, description=said)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[_Told]:
    """How far it is, on standard error where it is a terminal."""
    terminal = console(stderr=True)
    if quiet or not terminal.is_terminal:
        yield _Told(None)
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
    from rich.progress import TimeRemainingColumn as Left

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=16),
        TaskProgressColumn(),
        Left(),
    )
    with Progress(*columns, console=terminal, transient=True) as bar:
        yield _Told(bar)
