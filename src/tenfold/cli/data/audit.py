"""`tenfold data audit`: what is wrong with a data set."""

from __future__ import annotations

from typing import Annotated

import typer

from tenfold.cli.data.printing import identity, plain, print_data, say_findings
from tenfold.cli.data.progress import CheckDisplay
from tenfold.cli.options import JsonOption, WorkspaceOption, console, open_workspace

__all__ = ["audit_command"]


def audit_command(
    name: Annotated[str, typer.Argument(help="A name, name@2, a path, or builtin:NAME.")],
    group: Annotated[
        str | None, typer.Option(help="The column whose equal values belong together.")
    ] = None,
    time: Annotated[str | None, typer.Option(help="The column that says when.")] = None,
    represent: Annotated[
        list[str] | None, typer.Option(help="A column whose values should all be there.")
    ] = None,
    encode_up_to: Annotated[
        int, typer.Option(help="The checks of meaning encode so many distinct texts at most.")
    ] = 20_000,
    quick: Annotated[bool, typer.Option("--quick", help="Without the checks of meaning.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Check a data set, and say for each finding what to do.

    Example: tenfold data audit symptoms --represent sex --group patient_id
    """
    from tenfold.data import catalog
    from tenfold.desk.audit import audit_dataset
    from tenfold.desk.options import AuditOptions

    opened = open_workspace(workspace)
    dataset = catalog.load(opened, name)
    options = AuditOptions(
        group=group, time=time, attributes=tuple(represent or ()), max_encoded=encode_up_to
    )
    with CheckDisplay(quiet=as_json) as display:
        findings = audit_dataset(
            dataset, workspace=opened, options=options, deep=not quick, progress=display.told
        )
    if as_json:
        print_data({**identity(dataset), "findings": [finding.to_json() for finding in findings]})
        return
    console().print(f"[bold]{plain(dataset.reference)}[/bold]  {len(dataset):,} rows")
    say_findings(findings, everything=True)
