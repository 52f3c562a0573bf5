"""`tenfold data`: bring data in, look at them, audit them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tenfold.cli.options import (
    JsonOption,
    WorkspaceOption,
    console,
    open_workspace,
    print_json,
)

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset
    from tenfold.data.reading import ReadOptions
    from tenfold.findings import Finding

__all__ = ["data_app"]

data_app = typer.Typer(help="Bring data in, look at them, audit them.", no_args_is_help=True)


@data_app.command("add")
def add_command(
    files: Annotated[list[Path], typer.Argument(help="Files, or a folder with a folder a class.")],
    name: Annotated[str | None, typer.Option(help="Catalog name; default: from the file.")] = None,
    text: Annotated[str | None, typer.Option(help="The text column ('' for none).")] = None,
    label: Annotated[str | None, typer.Option(help="The label column.")] = None,
    id: Annotated[str | None, typer.Option("--id", help="The column of example ids.")] = None,
    encoding: Annotated[
        str | None, typer.Option(help="If it is not UTF-8: gbk, utf-16, ...")
    ] = None,
    no_header: Annotated[
        bool, typer.Option("--no-header", help="No line names the columns.")
    ] = False,
    columns: Annotated[str | None, typer.Option(help="Column names, in order: text,label")] = None,
    quoting: Annotated[str, typer.Option(help="'none': quotes belong to the texts.")] = "minimal",
    delimiter: Annotated[str | None, typer.Option(help="One character, or 'tab'.")] = None,
    test: Annotated[Path | None, typer.Option(help="The file of the split 'test'.")] = None,
    validation: Annotated[Path | None, typer.Option(help="The file of 'validation'.")] = None,
    split: Annotated[list[str] | None, typer.Option(help="NAME=FILE, as often as needed.")] = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Read files strictly, give them a name and a version, and audit them.

    Example: tenfold data add train.csv --test test.csv --name banking --label category
    """
    from tenfold.data import catalog
    from tenfold.data.reading import read_table
    from tenfold.desk.audit import audit_dataset

    opened = open_workspace(workspace)
    options = _options(encoding, no_header, columns, quoting, delimiter)
    splits = _splits(split or [], test, validation)
    raw = read_table(
        files,
        encoding=options.encoding,
        header=options.header,
        columns=options.columns,
        quoting=options.quoting,
        delimiter=options.delimiter,
        splits=splits,
    )
    dataset = catalog.add(
        opened, raw, name=name or catalog.name_from(files[0]), text=text, label=label, id=id,
        options=options,
    )  # fmt: skip
    findings = audit_dataset(dataset)
    if as_json:
        _print({**_identity(dataset), "findings": [finding.to_json() for finding in findings]})
        return
    _say_added(dataset)
    _say_findings(findings)


def _options(
    encoding: str | None, no_header: bool, columns: str | None, quoting: str, delimiter: str | None
) -> ReadOptions:
    from tenfold.data.reading import ReadOptions
    from tenfold.errors import InputError

    if quoting not in ("minimal", "none"):
        raise InputError(
            f"--quoting is 'minimal' or 'none', not {quoting!r}.",
            remedy="'none' where double quotes belong to the texts.",
        )
    names = tuple(name.strip() for name in columns.split(",")) if columns else None
    mode: Any = quoting
    return ReadOptions(encoding, not no_header, names, mode, delimiter)


def _splits(named: list[str], test: Path | None, validation: Path | None) -> dict[str, Path] | None:
    from tenfold.errors import InputError

    splits: dict[str, Path] = {}
    for pair in named:
        name, mark, file = pair.partition("=")
        if not (name and mark and file):
            raise InputError(
                f"--split takes NAME=FILE, not {pair!r}.", remedy="--split dev=dev.csv"
            )
        splits[name] = Path(file)
    for name, path in (("validation", validation), ("test", test)):
        if path is not None and name in splits:
            raise InputError(f"the split {name!r} is given twice.", remedy="Give it once.")
        if path is not None:
            splits[name] = path
    return splits or None


@data_app.command("list")
def list_command(as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """List the data sets of this workspace, and those that come with tenfold.

    Example: tenfold data list
    """
    from tenfold.data import catalog
    from tenfold.data.builtin import BUILTINS

    entries = catalog.listing(open_workspace(workspace))
    if as_json:
        _print({"datasets": entries, "builtin": BUILTINS})
        return
    from rich.table import Table

    table = Table("name", "version", "rows", "text", "label", "added", box=None, pad_edge=False)
    for entry in entries:
        version = f"{entry['number']} ({entry['version'][:8]})"
        cells = [entry["name"], version, f"{entry['n_rows']:,}", entry["text"] or "–"]
        table.add_row(*map(_plain, [*cells, entry["label"], entry["added"][:10]]))
    terminal = console()
    if entries:
        terminal.print(table)
    else:
        terminal.print("No data set yet. Add one: tenfold data add FILE")
    terminal.print("\nBuilt in:")
    for use, about in BUILTINS.items():
        terminal.print(f"  {use}  {about}")


@data_app.command("show")
def show_command(
    name: Annotated[str, typer.Argument(help="A name, name@2, a path, or builtin:NAME.")],
    rows: Annotated[int, typer.Option(help="So many rows are shown.", min=0, max=1000)] = 5,
    card: Annotated[bool, typer.Option("--card", help="The card of a built-in.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Show what a data set is: its columns, classes, first rows, and how it was read.

    Example: tenfold data show builtin:diagnosis --card
    """
    if card:
        _show_card(name, as_json)
        return
    from tenfold.data import catalog

    dataset = catalog.load(open_workspace(workspace), name)
    if as_json:
        _print(_described(dataset, rows))
    else:
        _say_described(dataset, rows)


def _show_card(name: str, as_json: bool) -> None:
    from tenfold.data.builtin import builtin_card
    from tenfold.errors import InputError

    if not name.startswith("builtin:"):
        raise InputError(
            "only built-in data sets have a card so far.",
            where=name,
            remedy=f"tenfold data show {name} tells what is known of it.",
        )
    text = builtin_card(name)
    if as_json:
        _print({"name": name, "card": text})
    else:
        from rich.markdown import Markdown

        console().print(Markdown(text))


@data_app.command("audit")
def audit_command(
    name: Annotated[str, typer.Argument(help="A name, name@2, a path, or builtin:NAME.")],
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Check a data set, and say for each finding what to do.

    Example: tenfold data audit symptoms
    """
    from tenfold.data import catalog
    from tenfold.desk.audit import audit_dataset

    dataset = catalog.load(open_workspace(workspace), name)
    findings = audit_dataset(dataset)
    if as_json:
        _print({**_identity(dataset), "findings": [finding.to_json() for finding in findings]})
        return
    console().print(f"[bold]{_plain(dataset.reference)}[/bold]  {len(dataset):,} rows")
    _say_findings(findings, everything=True)


def _identity(dataset: Dataset) -> dict[str, Any]:
    return {
        "name": dataset.name,
        "version": dataset.digest,
        "number": dataset.number,
        "n_rows": len(dataset),
        "new": dataset.is_new,
    }


def _described(dataset: Dataset, rows: int) -> dict[str, Any]:
    from collections import Counter

    shown = range(min(rows, len(dataset)))
    identity = {key: value for key, value in _identity(dataset).items() if key != "new"}
    return {
        **identity,
        "columns": list(dataset.columns),
        "text": dataset.text_column,
        "label": dataset.label_column,
        "id": dataset.id_column,
        "classes": dict(sorted(Counter(dataset.labels()).items())),
        "splits": dict(Counter(dataset.splits)) if dataset.splits else None,
        "sources": [note.to_json() for note in dataset.sources],
        "rows": [{name: dataset.values[name][i] for name in dataset.columns} for i in shown],
    }


def _say_added(dataset: Dataset) -> None:
    terminal = console()
    for note in dataset.sources:
        packed = ", gzip" if note.gz else ""
        encoding = f", {note.encoding} ({note.how})" if note.encoding else ""
        side = f" as {note.split}" if note.split else ""
        terminal.print(
            f"Read {note.n_rows:,} rows from {_plain(note.file)}{_plain(side)}: "
            f"{note.format}{packed}{encoding}."
        )
    known = "new" if dataset.is_new else "these rows were known already"
    terminal.print(
        f"[bold]{_plain(dataset.reference)}[/bold]  {len(dataset):,} rows, "
        f"{len(dataset.classes())} classes, version {dataset.digest[:12]} ({known})"
    )
    terminal.print(
        f"  text: {_plain(dataset.text_column or 'none')}   label: {_plain(dataset.label_column)}"
    )


def _say_described(dataset: Dataset, rows: int) -> None:
    from rich.table import Table

    facts = _described(dataset, rows)
    _say_added(dataset)
    terminal = console()
    sizes = sorted(facts["classes"].items(), key=lambda item: -item[1])
    shown = ", ".join(f"{name} {n:,}" for name, n in sizes[:8])
    more = f", and {len(sizes) - 8} more" if len(sizes) > 8 else ""
    terminal.print(f"  classes: {_plain(shown)}{more}")
    if facts["splits"]:
        splits = ", ".join(f"{name} {n:,}" for name, n in facts["splits"].items())
        terminal.print(f"  splits: {_plain(splits)}")
    if facts["rows"]:
        table = Table(*map(_plain, dataset.columns), box=None, pad_edge=False)
        for row in facts["rows"]:
            table.add_row(*(_plain(_short(value)) for value in row.values()))
        terminal.print()
        terminal.print(table)


def _say_findings(findings: list[Finding], *, everything: bool = False) -> None:
    from tenfold.desk.audit import open_findings

    terminal = console()
    colours = {"block": "bold red", "warn": "yellow", "note": "cyan"}
    found = open_findings(findings)
    for finding in found:
        colour = colours[finding.severity]
        terminal.print(
            f"[{colour}]{finding.severity}[/{colour}] {finding.code}  {_plain(finding.message)}"
        )
        for place in finding.places[:3]:
            row = f"row {place.row}: " if place.row else ""
            terminal.print(f"       [dim]{row}{_plain(place.excerpt)}[/dim]")
        if finding.remedy:
            terminal.print(f"       {_plain(finding.remedy)}")
    if not found:
        terminal.print("[green]Nothing found.[/green]")
    if everything:
        for finding in findings:
            if finding.state != "found":
                terminal.print(f"[dim]{finding.state} {finding.code}  {finding.message}[/dim]")


def _short(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= 100 else line[:99] + "…"


def _plain(text: str) -> str:
    """Text from data, safe to print: no markup, no control characters."""
    from rich.markup import escape

    return escape("".join(c if c.isprintable() else "�" for c in text))


def _print(value: dict[str, Any]) -> None:
    from tenfold.store.artifacts import SCHEMA_VERSION

    print_json({"schema_version": SCHEMA_VERSION, **value})
