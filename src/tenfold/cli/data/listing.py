"""`tenfold data list`: what is there."""

from __future__ import annotations

from typing import Any

from tenfold.cli.data.printing import plain, print_data
from tenfold.cli.options import JsonOption, WorkspaceOption, console, open_workspace

__all__ = ["list_command"]


def _origin(entry: dict[str, Any]) -> str:
    """The files, or the version and the operations that it was made by."""
    if entry["lineage"]:
        return str(entry["lineage"]["sentence"]).removeprefix("made from ")
    return ", ".join(source["file"] for source in entry["sources"])


def list_command(as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """List the data sets of this workspace, and those that come with tenfold.

    Example: tenfold data list
    """
    from tenfold.data import catalog
    from tenfold.data.builtin import BUILTINS

    entries = catalog.listing(open_workspace(workspace))
    if as_json:
        print_data({"datasets": entries, "builtin": BUILTINS})
        return
    from rich.table import Table

    table = Table(
        "name", "version", "rows", "text", "label", "added", "from", box=None, pad_edge=False
    )
    for entry in entries:
        version = f"{entry['number']} ({entry['version'][:8]})"
        cells = [entry["name"], version, f"{entry['n_rows']:,}", entry["text"] or "–"]
        table.add_row(*map(plain, [*cells, entry["label"], entry["added"][:10], _origin(entry)]))
    terminal = console()
    if entries:
        terminal.print(table)
    else:
        terminal.print("No data set yet. Add one: tenfold data add FILE")
    terminal.print("\nBuilt in:")
    for use, about in BUILTINS.items():
        terminal.print(f"  {use}  {about}")
