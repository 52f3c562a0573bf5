"""How data sets and findings are printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenfold.cli.options import console, print_json

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset
    from tenfold.findings import Finding

__all__ = ["identity", "plain", "print_data", "say_added", "say_findings", "short"]


def identity(dataset: Dataset) -> dict[str, Any]:
    from tenfold.desk.described import identity as known_identity

    return {**known_identity(dataset), "new": dataset.is_new}


def say_added(dataset: Dataset) -> None:
    from tenfold.data.raw import GIVEN_BY_THE_FORMAT

    terminal = console()
    for note in dataset.sources:
        packed = ", gzip" if note.gz else ""
        how = "" if note.how == GIVEN_BY_THE_FORMAT else f" ({plain(note.how)})"
        encoding = f", {note.encoding}" if note.encoding else ""
        left_out = f" {note.n_dropped:,} without a label were left out." if note.n_dropped else ""
        side = f" as {note.split}" if note.split else ""
        terminal.print(
            f"Read {note.n_rows:,} rows from {plain(note.file)}{plain(side)}: "
            f"{note.format}{packed}{encoding}{how}.{left_out}"
        )
    if dataset.lineage is not None:
        terminal.print(plain(_sentence(dataset.lineage.sentence)))
    known = "new" if dataset.is_new else "these rows were known already"
    terminal.print(
        f"[bold]{plain(dataset.reference)}[/bold]  {len(dataset):,} rows, "
        f"{len(dataset.classes())} classes, version {dataset.digest[:12]} ({known})"
    )
    terminal.print(
        f"  text: {plain(dataset.text_column or 'none')}   label: {plain(dataset.label_column)}"
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def say_findings(findings: list[Finding], *, everything: bool = False) -> None:
    from tenfold.desk.audit import open_findings

    terminal = console()
    colours = {"block": "bold red", "warn": "yellow", "note": "cyan"}
    found = open_findings(findings)
    for finding in found:
        colour = colours[finding.severity]
        terminal.print(
            f"[{colour}]{finding.severity}[/{colour}] {finding.code}  {plain(finding.message)}"
        )
        for place in finding.places[:3]:
            row = f"row {place.row}: " if place.row else ""
            terminal.print(f"       [dim]{row}{plain(place.excerpt)}[/dim]")
        if finding.remedy:
            terminal.print(f"       {plain(finding.remedy)}")
    if not found:
        terminal.print("[green]Nothing found.[/green]")
    if everything:
        for finding in findings:
            if finding.state != "found":
                terminal.print(
                    f"[dim]{finding.state} {finding.code}  {plain(finding.message)}[/dim]"
                )


def short(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= 100 else line[:99] + "…"


def plain(text: str) -> str:
    """Text from data, safe to print: no markup, no control characters."""
    from rich.markup import escape

    return escape("".join(c if c.isprintable() else "�" for c in text))


def print_data(value: dict[str, Any]) -> None:
    from tenfold.store.artifacts import SCHEMA_VERSION

    print_json({"schema_version": SCHEMA_VERSION, **value})
