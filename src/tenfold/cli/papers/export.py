"""`tenfold paper export`: papers as references, a formatted list, notes, or a folder of plain files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.data.printing import plain
from tenfold.cli.options import (
    JsonOption,
    WorkspaceOption,
    console,
    open_workspace,
    print_json,
)
from tenfold.cli.papers.filters import Selection, with_filters
from tenfold.cli.papers.waiting import waiting

if TYPE_CHECKING:
    from tenfold.papers.exporting import ExportReport

__all__ = ["export_command"]


@with_filters
def export_command(
    selection: Selection,
    keys: Annotated[
        list[str] | None, typer.Argument(metavar="KEY...", help="Papers; default: all.")
    ] = None,
    cited_by: Annotated[
        list[str] | None,
        typer.Option("--cited-by", help="Those that a study, a .tex or an .md file cites."),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option("--format", help="bibtex, ris, csl, list (Markdown), html, text or notes."),
    ] = None,
    style: Annotated[
        str | None,
        typer.Option("--style", help="apa, ieee, chicago, acl, acm, nature, lncs or a .csl file."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="File; its ending says the format.")
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option("--folder", help="Folder: the library as plain files, or --format notes."),
    ] = None,
    private: Annotated[
        bool,
        typer.Option(
            "--private", help="With --folder: reading states, tags, what you alone may see too."
        ),
    ] = False,
    no_pdfs: Annotated[
        bool, typer.Option("--no-pdfs", help="With --folder: leave the PDFs of the papers out.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the file, or an earlier export.")
    ] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Write papers out: those named, cited or so (--tag, --collection ...). Without --out they are printed.

    Example: tenfold paper export --cited-by paper.tex --out refs.bib
    """
    from tenfold.papers.exporting import Wanted, export

    wanted = Wanted(
        keys=keys or (),
        cited_by=cited_by or (),
        selection=selection,
        format=kind,
        style=style,
        out=out,
        folder=folder,
        private=private,
        pdfs=not no_pdfs,
        force=force,
    )
    with waiting("writing", quiet=as_json or not (out or folder)):
        report = export(open_workspace(workspace), wanted)
    if as_json:
        _print_json(report)
    else:
        _print(report)


def _print(report: ExportReport) -> None:
    """The papers on standard output, what is to be known of them on standard error."""
    sys.stdout.write(report.text)
    said = console(stderr=True)
    for remark in report.remarks:
        said.print(f"[yellow]note[/] {plain(remark)}")
    if not report.n_papers and not report.missing:
        said.print("[yellow]note[/] no paper is there to be written.")
    if report.missing:
        said.print(f"[red]not in the library[/] {plain(', '.join(report.missing))}")
    if report.written_to is not None:
        papers = "1 paper" if report.n_papers == 1 else f"{report.n_papers:,} papers"
        print(f"Wrote {papers} to {report.written_to}")


def _print_json(report: ExportReport) -> None:
    print_json(
        {
            "schema_version": 1,
            "format": report.format,
            "n_papers": report.n_papers,
            "written_to": None if report.written_to is None else str(report.written_to),
            "text": report.text,
            "missing": list(report.missing),
            "remarks": list(report.remarks),
        }
    )
