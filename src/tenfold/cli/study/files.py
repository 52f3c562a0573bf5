"""`tenfold study export-split` and `schema`: files for other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tenfold.cli.options import (
    WorkspaceOption,
    print_json,
)
from tenfold.cli.study.named import Name, load

__all__ = ["export_split_command", "schema_command"]


def export_split_command(
    name: Name,
    out: Annotated[Path, typer.Option("--out", help="The CSV file to write.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Write which example is in train, validation and test for each seed (no labels), for `recorded`.

    Example: tenfold study export-split symptoms --out split.csv
    """
    from tenfold.study.recorded import export_split

    study = load(name, workspace)
    n = export_split(study.workspace, study.plan, out)
    print(f"{n} rows written to {out}.")


def schema_command() -> None:
    """The JSON Schema of a declaration, for editors.

    Example: tenfold study schema > study.schema.json
    """
    from tenfold.study.schema import declaration_schema

    print_json(declaration_schema())
