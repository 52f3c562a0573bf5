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
    from tenfold.papers.import_log import Import

__all__ = ["imports_command"]


def imports_command(as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """List imports, the newest first; with --json every refused record (the first 1,000 of an import).

    Example: tenfold paper imports
    """
    from tenfold.papers.library import Library

    imports = Library(open_workspace(workspace)).imports()
    if as_json:
        print_json({"schema_version": 1, "imports": [import_json(done) for done in imports]})
        return
    from rich.table import Table

    columns = ("", "when", "who", "from", "read", "new", "merged", "doubtful", "refused", "state")
    table = Table(*columns, box=None, pad_edge=False)
    for done in imports:
        counts = [f"{done.counts[n]:,}" for n in ("read", "new", "merged", "doubtful", "refused")]
        files = ", ".join(str(source.get("file", "")) for source in done.sources)
        when = f"{done.time:%Y-%m-%d %H:%M}"
        cells = (str(done.number), when, done.person, files, *counts, _state(done))
        table.add_row(*map(plain, cells))
    console().print(table if imports else "No import yet. Next: tenfold paper import FILE")


def _state(done: Import) -> str:
    if done.is_undone:
        return "taken back"
    return "" if done.is_whole else "broken off: repeat it to go on"
