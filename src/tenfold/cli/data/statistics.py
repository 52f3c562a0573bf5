"""`tenfold data show --stats`: the columns of a data set in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.cli.data.printing import plain, short
from tenfold.cli.options import console

if TYPE_CHECKING:
    from tenfold.desk.statistics import DataStatistics, Lengths

__all__ = ["say_statistics"]

_N_CLASSES = 20


def say_statistics(found: DataStatistics) -> None:
    """Print a table of the columns and one of the classes."""
    from rich.table import Table

    terminal = console()
    columns = Table(
        "column", "role", "distinct", "empty", "characters", "words", box=None, pad_edge=False
    )
    for column in found.columns:
        words = _quantiles(column.words) if column.words else "not spaced"
        columns.add_row(
            plain(short(column.name)), column.role, f"{column.n_distinct:,}", f"{column.n_empty:,}",
            _quantiles(column.characters), words,
        )  # fmt: skip
    terminal.print()
    terminal.print(columns)
    terminal.print("[dim]lengths: shortest | 5 % | median | 95 % | longest[/dim]")
    terminal.print()
    terminal.print(_classes(found))
    if found.splits:
        splits = ", ".join(f"{name} {n:,}" for name, n in found.splits.items())
        terminal.print(f"splits: {plain(splits)}")
    if found.n_labels_unread:
        terminal.print(f"The labels of the {found.n_labels_unread:,} test rows were not looked at.")


def _quantiles(lengths: Lengths) -> str:
    at = (lengths.least, lengths.p5, lengths.median, lengths.p95, lengths.most)
    return " | ".join(f"{n:,}" for n in at)


def _classes(found: DataStatistics) -> str:
    sizes = sorted(found.classes.items(), key=lambda item: (-item[1], item[0]))
    whole = sum(found.classes.values())
    shown = [f"{plain(short(name))} {n:,} ({n / whole:.1%})" for name, n in sizes[:_N_CLASSES]]
    more = len(sizes) - _N_CLASSES
    if more > 0:
        shown.append(f"and {more} more, the smallest with {sizes[-1][1]:,}")
    return f"{len(sizes)} classes: " + ", ".join(shown)
