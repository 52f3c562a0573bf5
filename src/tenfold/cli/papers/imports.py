"""`tenfold paper imports`: what was imported, when, and what was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.cli.data.printing import plain
from tenfold.cli.options import (
    JsonOption,
    WorkspaceOption,
    console,
    open_workspace,
    print_json,
)
from tenfold.cli.papers.printing import import_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenfold.papers.import_log import Import

__all__ = ["imports_command"]

_COUNTS = ("read", "new", "merged", "doubtful", "refused")
_TABLE_WIDTH = 90


def imports_command(as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """List imports, the newest first; with --json every refused record (the first 1,000 of an import).

    Example: tenfold paper imports
    """
    from tenfold.papers.library import Library

    imports = Library(open_workspace(workspace)).imports()
    if as_json:
        print_json({"schema_version": 1, "imports": [import_json(done) for done in imports]})
        return
    if not imports:
        print("No import yet. Next: tenfold paper import FILE")
    elif console().width < _TABLE_WIDTH:
        _print_lines(imports)
    else:
        _print_table(imports)


def _print_table(imports: Sequence[Import]) -> None:
    from rich.table import Table

    columns = ("", "when", "who", "from", *_COUNTS, "state")
    table = Table(*columns, box=None, pad_edge=False)
    for done in imports:
        counts = [f"{done.counts[n]:,}" for n in _COUNTS]
        cells = (str(done.number), _when(done), done.person, _files(done), *counts, _state(done))
        table.add_row(*map(plain, cells))
    console().print(table)


def _print_lines(imports: Sequence[Import]) -> None:
    """Where ten columns have no room."""
    terminal = console()
    for done in imports:
        terminal.print(plain(f"{done.number}  {_when(done)}  {done.person}  {_files(done)}"))
        counts = [f"{done.counts[n]:,} {n}" for n in _COUNTS if done.counts[n]]
        terminal.print(plain(f"   {', '.join(filter(None, [*counts, _state(done)]))}"))


def _when(done: Import) -> str:
    return f"{done.time:%Y-%m-%d %H:%M}"


def _files(done: Import) -> str:
    """The first two files; an import of a folder may have thousands."""
    names = [str(source.get("file", "")) for source in done.sources]
    more = len(names) - 2
    return f"{', '.join(names[:2])}{f' and {more:,} more' if more > 0 else ''}"


def _state(done: Import) -> str:
    if done.is_undone:
        return "taken back"
    return "" if done.is_whole else "broken off: repeat it to go on"
