"""`tenfold data diff`: how two versions differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.data.printing import plain, print_data, short
from tenfold.cli.options import JsonOption, WorkspaceOption, console, open_workspace

if TYPE_CHECKING:
    from rich.text import Text

    from tenfold.desk.difference import Cell, Difference

__all__ = ["diff_command", "say_rows"]

_EXAMPLES = 3
_AROUND = 30
"""So many unchanged characters are shown on each side of a change."""


def diff_command(
    before: Annotated[str, typer.Argument(help="A version: sms@1.")],
    after: Annotated[str, typer.Argument(help="Another one: sms@2.")],
    everything: Annotated[bool, typer.Option("--all", help="Show every row that differs.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Show which rows of two versions are kept, changed (cell by cell), dropped and added.

    Rows are matched by lineage where one version was made from the other, else by the id column, else by
    their digests. Labels of the split test are not shown.

    Example: tenfold data diff sms@1 sms@2
    """
    from tenfold.data import catalog
    from tenfold.desk.ancestry import match_versions
    from tenfold.desk.difference import compare

    opened = open_workspace(workspace)
    old, new = (catalog.load(opened, use, unlabelled=True) for use in (before, after))
    difference = compare(old, new, match_versions(opened, old, new))
    if as_json:
        print_data(difference.to_json(None if everything else 20))
        return
    terminal = console()
    terminal.print(
        f"[bold]{plain(old.reference)}[/bold] {len(old):,} rows → "
        f"[bold]{plain(new.reference)}[/bold] {len(new):,} rows, matched by {difference.match.by}"
    )
    if difference.is_empty:
        terminal.print("[green]No difference.[/green]")
    else:
        say_rows(difference, everything=everything)


def say_rows(difference: Difference, *, everything: bool) -> None:
    """The counts, and a few rows of each kind, or all."""
    terminal = console()
    most = None if everything else _EXAMPLES
    terminal.print(f"{difference.n_kept:,} rows kept as they are")
    if difference.changed:
        terminal.print(f"[yellow]{len(difference.changed):,} rows changed[/yellow]")
        for row in difference.changed[:most]:
            why = difference.why(row.before)
            terminal.print(f"  row {row.before + 1}{plain(_said(why))}")
            for cell in row.cells:
                terminal.print(_changed_cell(cell, whole=everything))
        _say_more(len(difference.changed), most)
    for rows, dataset, what, colour in (
        (difference.dropped, difference.before, "dropped", "red"),
        (difference.added, difference.after, "added", "green"),
    ):
        if rows:
            terminal.print(f"[{colour}]{len(rows):,} rows {what}[/{colour}]")
            column = dataset.text_column or dataset.columns[0]
            for at in rows[:most]:
                why = difference.why(at) if what == "dropped" else ""
                text = short(dataset.column(column)[at])
                terminal.print(f"  row {at + 1}{plain(_said(why))}: [dim]{plain(text)}[/dim]")
            _say_more(len(rows), most)
    for names, what in (
        (difference.columns_dropped, "without the columns"),
        (difference.columns_added, "with the columns"),
    ):
        if names:
            terminal.print(f"{what} {plain(', '.join(names))}")
    if difference.is_reordered:
        terminal.print("rows stand in another order")


def _said(why: str) -> str:
    return f" ({why})" if why else ""


def _say_more(n: int, most: int | None) -> None:
    if most is not None and n > most:
        console().print(f"  [dim]… {n - most:,} more (--all)[/dim]")


def _changed_cell(cell: Cell, *, whole: bool) -> Text:
    """One line: what went in red, what came in green; in brackets where there are no colours."""
    from rich.text import Text

    from tenfold.desk.word_diff import word_diff

    line = Text(f"    {_visible(cell.column)}: ")
    if cell.before is None or cell.after is None:
        return line.append("changed (labels of test are not shown)", style="dim")
    colours = console().color_system is not None
    pieces = word_diff(cell.before, cell.after)
    for n, (kind, text) in enumerate(pieces):
        if kind == "same":
            kept = text if whole else _around(text, first=n == 0, last=n == len(pieces) - 1)
            line.append(_visible(kept), style="dim")
        elif kind == "gone":
            said = _visible(text if whole else _cut(text))
            line.append(said if colours else f"[-{said}-]", style="red strike")
        else:
            said = _visible(text if whole else _cut(text))
            line.append(said if colours else f"{{+{said}+}}", style="green")
    return line


def _around(text: str, *, first: bool, last: bool) -> str:
    """The ends of an unchanged text that stand next to a change."""
    if len(text) <= 2 * _AROUND:
        if first and len(text) > _AROUND:
            return "…" + text[-_AROUND:]
        return text[:_AROUND] + "…" if last and len(text) > _AROUND else text
    head = "" if first else text[:_AROUND]
    tail = "" if last else text[-_AROUND:]
    return f"{head}…{tail}"


def _cut(text: str) -> str:
    return text if len(text) <= 4 * _AROUND else text[: 4 * _AROUND] + "…"


def _visible(text: str) -> str:
    r"""Text from data, safe to print, in which what one cannot see is written out: ``\u200b``."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
