"""`tenfold study declare`: fix the hypotheses."""

from __future__ import annotations

from typing import Annotated

import typer

from tenfold.cli.options import (
    JsonOption,
    WorkspaceOption,
    print_json,
)
from tenfold.cli.study.cited import warn_of_unknown
from tenfold.cli.study.named import Name, load

__all__ = ["declare_command"]


def declare_command(
    name: Name,
    check: Annotated[str | None, typer.Option("--check", help="A code to verify.")] = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Fix the hypotheses before the run; prints a code that one can send and check later.

    Example: tenfold study declare symptoms
    """
    from tenfold.study.registration import check_code

    study = load(name, workspace)
    if check is not None:
        found = check_code(study.workspace, study.plan, check)
        if as_json:
            print_json({"schema_version": 1, **found.to_json()})
        else:
            print(found.message)
        if not found.matches:
            raise typer.Exit(1)
        return
    warn_of_unknown(study)
    declared = study.declare()
    if as_json:
        print_json(
            {
                "schema_version": 1,
                "code": declared.code,
                "digest": declared.digest,
                "time": declared.time.isoformat(),
                "new": declared.is_new,
            }
        )
        return
    state = "Declared" if declared.is_new else "Declared already, unchanged since"
    print(f"{state} {declared.time:%Y-%m-%d %H:%M} UTC. Code: {declared.code}")
    for identifier, claim in declared.hypotheses:
        print(f"  {identifier}: {claim}")
    if not declared.hypotheses:
        print("  There is no hypothesis; the tables will be descriptive.")
    print(f"Check it later: tenfold study declare {name} --check {declared.code}")
