"""`tenfold data show`: what a data set is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tenfold.cli.data.card import card_command
from tenfold.cli.data.printing import plain, print_data, say_added, short
from tenfold.cli.data.statistics import say_statistics
from tenfold.cli.options import JsonOption, WorkspaceOption, console, open_workspace

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset
    from tenfold.desk.statistics import DataStatistics


__all__ = ["show_command"]


def show_command(
    name: Annotated[str, typer.Argument(help="A name, name@2, a path, or builtin:NAME.")],
    rows: Annotated[int, typer.Option(help="So many rows are shown.", min=0, max=1000)] = 5,
    stats: Annotated[
        bool, typer.Option("--stats", help="Distinct values, lengths and classes of each column.")
    ] = False,
    card: Annotated[
        bool, typer.Option("--card", help="Its card, as `data card` shows it.")
    ] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Show what a data set is: its columns, classes, first rows, and how it was read.

    Example: tenfold data show builtin:diagnosis --rows 3 --stats
    """
    if card:
        card_command(name, as_json=as_json, workspace=workspace)
        return
    from tenfold.data import catalog
    from tenfold.desk.described import described

    dataset = catalog.load(open_workspace(workspace), name, unlabelled=True)
    found = _statistics(dataset) if stats else None
    if as_json:
        more = {"stats": found.to_json()} if found else {}
        print_data({**described(dataset, rows), **more})
        return
    _say_described(dataset, rows, with_classes=found is None)
    if found:
        say_statistics(found)


def _statistics(dataset: Dataset) -> DataStatistics:
    from tenfold.desk.statistics import statistics

    return statistics(dataset)


def _say_described(dataset: Dataset, rows: int, *, with_classes: bool) -> None:
    from rich.table import Table

    from tenfold.desk.described import described

    facts = described(dataset, rows)
    say_added(dataset)
    terminal = console()
    if with_classes:
        _say_classes(facts)
    if facts["rows"]:
        table = Table(*map(plain, dataset.columns), box=None, pad_edge=False)
        for row in facts["rows"]:
            table.add_row(
                *(
                    plain(short(value if value is not None else "(not shown)"))
                    for value in row.values()
                )
            )
        terminal.print()
        terminal.print(table)


def _say_classes(facts: dict[str, Any]) -> None:
    terminal = console()
    sizes = sorted(facts["classes"].items(), key=lambda item: -item[1])
    shown = ", ".join(f"{name} {n:,}" for name, n in sizes[:8])
    more = f", and {len(sizes) - 8} more" if len(sizes) > 8 else ""
    terminal.print(f"  classes: {plain(shown)}{more}")
    if facts["splits"]:
        splits = ", ".join(f"{name} {n:,}" for name, n in facts["splits"].items())
        terminal.print(f"  splits: {plain(splits)}")
