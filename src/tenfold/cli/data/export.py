"""`tenfold data export`: rows as files for other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tenfold.cli.data.printing import identity, plain, print_data
from tenfold.cli.options import JsonOption, WorkspaceOption, console, open_workspace

__all__ = ["export_command"]

_OTHER_FILES = {
    ".feather",
    ".gz",
    ".html",
    ".json",
    ".md",
    ".ods",
    ".tsv",
    ".txt",
    ".xls",
    ".xlsx",
    ".zip",
}
"""A target that ends so is meant as a file: it is refused, and no folder made of that name."""


def export_command(
    name: Annotated[str, typer.Argument(help="A name, name@2, or builtin:NAME.")],
    target: Annotated[
        Path, typer.Argument(help="A file (.csv, .jsonl, .parquet, .arrow), or a folder.")
    ],
    format_: Annotated[
        str, typer.Option("--format", help="Of the files in a folder: csv, jsonl, parquet, arrow.")
    ] = "parquet",
    guard: Annotated[
        bool,
        typer.Option(
            "--guard-formulas", help="CSV: an apostrophe before what a spreadsheet would run."
        ),
    ] = False,
    replace: Annotated[bool, typer.Option("--replace", help="What stands there may go.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Write a data set to a file, or to a folder with its card that `datasets` opens as it is.

    Example: tenfold data export symptoms@2 out/symptoms --format csv
    """
    from tenfold.data import catalog
    from tenfold.desk.card.content import make_card
    from tenfold.desk.export.tables import FORMATS
    from tenfold.desk.export.writing import ExportChoice, export_file, export_folder

    opened = open_workspace(workspace)
    dataset = catalog.load(opened, name)
    suffix = target.suffix.lower()
    is_file = suffix in FORMATS or suffix in _OTHER_FILES
    choice = ExportChoice(format=suffix[1:] if is_file else format_, guard=guard, replace=replace)
    if is_file:
        files = [export_file(dataset, target, choice)]
    else:
        files = export_folder(make_card(opened, dataset), target, choice)
    if as_json:
        written = [
            {"path": file.path, "sha256": file.sha256, "size_bytes": file.size_bytes}
            for file in files
        ]
        print_data({**identity(dataset), "target": str(target), "files": written})
        return
    where = plain(str(target))
    console().print(f"{plain(dataset.reference)}: {len(dataset):,} rows written to {where}")
    if not is_file:
        for file in files:
            console().print(f"  {plain(file.path)}  {file.size_bytes:,} bytes")
        console().print("  README.md (the card), croissant.json")
