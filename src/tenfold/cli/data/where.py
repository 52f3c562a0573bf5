"""`tenfold data where`: where a row comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.data.printing import plain, print_data
from tenfold.cli.options import JsonOption, WorkspaceOption, console, open_workspace

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["where_command"]


def where_command(
    name: Annotated[str, typer.Argument(help="A name, name@2, a path, or builtin:NAME.")],
    row: Annotated[str, typer.Argument(help="The row, from 1; or the id of an example.")],
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Tell where a row comes from: versions, what was done to it, and its row in a file.

    Example: tenfold data where sms@2 17
    """
    from tenfold.desk.ancestry import where_from

    opened = open_workspace(workspace)
    trail = where_from(opened, name, _number(opened, name, row))
    if as_json:
        print_data(trail.to_json())
        return
    terminal = console()
    for n, station in enumerate(trail.stations):
        done = f" ({plain(station.why)})" if station.why else " (as it was)" if n else ""
        terminal.print(
            f"{'← ' * bool(n)}[bold]{plain(station.version)}[/bold] row {station.row:,}{done}"
        )
    if trail.file:
        terminal.print(f"← {plain(trail.file)}, row {trail.file_row:,} (header lines not counted)")
    else:
        terminal.print(f"[dim]{plain(trail.lost)}[/dim]")


def _number(workspace: Workspace, name: str, row: str) -> int:
    """The row that a number or the id of an example means."""
    if row.isdecimal() and len(row) < 12:
        return int(row)
    from tenfold.data import catalog
    from tenfold.errors import DataError

    dataset = catalog.load(workspace, name)
    ids = dataset.example_ids()
    if row not in ids:
        raise DataError(
            f"no row has the id {row!r}.",
            code="TF-DATA-069",
            where=dataset.reference,
            remedy="Name a row by its number, from 1, or by its id.",
        )
    return ids.index(row) + 1
