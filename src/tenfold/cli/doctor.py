"""`tenfold doctor`: what this machine and workspace are, and what is missing."""

from __future__ import annotations

import typer

from tenfold.cli.options import JsonOption, WorkspaceOption, console, print_json

__all__ = ["doctor_command"]

_TO_MEND = 1
_SIGNS = {
    "ok": "[green]ok[/]     ",
    "note": "[yellow]note[/]   ",
    "missing": "[red]missing[/]",
    "wrong": "[red]wrong[/]  ",
}


def doctor_command(as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """Check versions, hardware, encoder, fonts, database, artifacts and disks, in plain words.

    Each thing that is not as it should be comes with what mends it. Exit status 0 when nothing has to
    be mended, 1 when something is missing or wrong; notes can be left as they are.

    Example: tenfold doctor
    """
    from rich.markup import escape

    from tenfold.study.doctor import examine

    checks = examine(workspace)
    n_to_mend = sum(check.is_to_be_mended for check in checks)
    if as_json:
        found = [check.to_json() for check in checks]
        print_json({"schema_version": 1, "n_to_mend": n_to_mend, "checks": found})
    else:
        terminal = console()
        for check in checks:
            terminal.print(f"{_SIGNS[check.state]} {check.name:<12} {escape(check.message)}")
            if check.remedy:
                terminal.print(f"                     {escape(check.remedy)}", style="dim")
        if n_to_mend:
            terminal.print(f"{n_to_mend} to mend.")
    if n_to_mend:
        raise typer.Exit(_TO_MEND)
