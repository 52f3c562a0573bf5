"""`tenfold data audit`: what is wrong with a data set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.data.printing import identity, plain, print_data, say_findings
from tenfold.cli.options import JsonOption, WorkspaceOption, console, open_workspace

if TYPE_CHECKING:
    pass


__all__ = ["audit_command"]


def audit_command(
    name: Annotated[str, typer.Argument(help="A name, name@2, a path, or builtin:NAME.")],
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Check a data set, and say for each finding what to do.

    Example: tenfold data audit symptoms
    """
    from tenfold.data import catalog
    from tenfold.desk.audit import audit_dataset

    dataset = catalog.load(open_workspace(workspace), name)
    findings = audit_dataset(dataset)
    if as_json:
        print_data({**identity(dataset), "findings": [finding.to_json() for finding in findings]})
        return
    console().print(f"[bold]{plain(dataset.reference)}[/bold]  {len(dataset):,} rows")
    say_findings(findings, everything=True)
