"""`tenfold doctor`: what this machine and workspace are, and what is missing."""

from __future__ import annotations

from tenfold.cli.options import JsonOption, WorkspaceOption, console, print_json

__all__ = ["doctor_command"]


def doctor_command(as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """Check versions, hardware, encoder, disk and workspace, in plain words.

    Example: tenfold doctor
    """
    from tenfold.study.doctor import examine

    checks = examine(workspace)
    if as_json:
        print_json({"schema_version": 1, "checks": [check.to_json() for check in checks]})
        return
    terminal = console()
    signs = {"ok": "[green]ok[/]     ", "note": "[yellow]note[/]   ", "missing": "[red]missing[/]"}
    for check in checks:
        terminal.print(f"{signs[check.state]} {check.name:<12} {check.message}")
        if check.remedy:
            terminal.print(f"                     {check.remedy}", style="dim")
