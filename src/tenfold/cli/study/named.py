"""The study that a command is about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.options import open_workspace

if TYPE_CHECKING:
    from tenfold.study.api import Study

__all__ = ["Name", "load"]

Name = Annotated[str, typer.Argument(help="The study's name, or its file.")]


def load(name: str, folder: Path | None) -> Study:
    """The study `name` of the workspace in `folder`, or of the nearest one above."""
    from tenfold.study.api import load_study

    return load_study(name, workspace=open_workspace(folder))
