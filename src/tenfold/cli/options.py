"""Options that many commands share, and what they open."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from tenfold.store.workspace import Workspace

__all__ = [
    "JsonOption",
    "LanguageOption",
    "WorkspaceOption",
    "console",
    "open_workspace",
    "print_json",
]

WorkspaceOption = Annotated[
    Path | None,
    typer.Option("--workspace", help="Workspace folder; default: the nearest one above."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
LanguageOption = Annotated[str, typer.Option("--lang", help="en or zh.")]


_PIPE_WIDTH = 120


def open_workspace(folder: Path | None) -> Workspace:
    """The workspace that a command works in."""
    from tenfold.store.workspace import Workspace

    return Workspace.find(folder)


def print_json(value: Mapping[str, Any]) -> None:
    """One JSON object on standard output."""
    json.dump(value, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")


def console(*, stderr: bool = False) -> Console:
    """A terminal to print to; plain text where it is no terminal."""
    from rich.console import Console

    terminal = Console(stderr=stderr, highlight=False, soft_wrap=True)
    if not terminal.is_terminal:  # a pipe has no width; tables should not be cut for it
        terminal.width = max(terminal.width, _PIPE_WIDTH)
    return terminal
