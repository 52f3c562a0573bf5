"""`tenfold study list`, `show` and `report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tenfold.cli.data.printing import plain
from tenfold.cli.options import (
    JsonOption,
    LanguageOption,
    WorkspaceOption,
    console,
    open_workspace,
    print_json,
)
from tenfold.cli.study.named import Name, load

__all__ = ["list_command", "report_command", "show_command"]


def list_command(as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """All studies of the workspace, their state and what was declared.

    Example: tenfold study list
    """
    from tenfold.study.listing import list_studies

    studies = list_studies(open_workspace(workspace))
    if as_json:
        print_json({"schema_version": 1, "studies": [study.to_json() for study in studies]})
        return
    if not studies:
        print("No study yet. Make one: tenfold study new NAME")
    for study in studies:
        print(f"{study.name:<24} {study.state:<9} {study.question}")


def show_command(
    name: Name,
    opens: Annotated[bool, typer.Option("--open", help="Open the report in the browser.")] = False,
    language: LanguageOption = "en",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """The verdict, the table, the looks and the ten answers.

    Example: tenfold study show symptoms --open
    """
    from tenfold.cli.tables import print_view
    from tenfold.lab.replication_pointers import replication_pointers
    from tenfold.lab.study_json import study_json
    from tenfold.study.reporting import write_report

    study = load(name, workspace)
    view = study.view(language=language)
    if opens:
        path = write_report(study.workspace, view, language=language)
        typer.launch(str(path))
    if as_json:
        print_json(study_json(study, view))
        return
    print_view(view, language)
    for pointer in replication_pointers(study.workspace, study.name):
        console().print(plain(f"named as a replication by {pointer}"))


def report_command(
    name: Name,
    format: Annotated[
        str, typer.Option("--format", help="html, md, tex or pdf (figures).")
    ] = "html",
    out: Annotated[Path | None, typer.Option("--out", help="Where to; default: reports/.")] = None,
    language: LanguageOption = "en",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Write the report: one HTML file, Markdown, the LaTeX table, or the figures as PDF.

    Example: tenfold study report symptoms --format tex
    """
    from tenfold.study.reporting import write_report

    study = load(name, workspace)
    path = write_report(
        study.workspace, study.view(language=language), language=language, format=format, out=out
    )
    if as_json:
        print_json({"schema_version": 1, "path": str(path)})
    else:
        print(path)
