"""`tenfold data audit`: what is wrong with a data set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.data.printing import identity, plain, print_data, say_findings
from tenfold.cli.data.progress import CheckDisplay
from tenfold.cli.options import (
    JsonOption,
    LanguageOption,
    WorkspaceOption,
    console,
    open_workspace,
)
from tenfold.desk.options import MOST_ENCODED
from tenfold.models.embedded import EMBEDDED_NAME

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset
    from tenfold.desk.page.view import AuditView
    from tenfold.findings import Finding
    from tenfold.store.workspace import Workspace

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
    region: Annotated[
        list[str] | None,
        typer.Option(help="A country whose telephone numbers are known too: DE, FR, IN, ..."),
    ] = None,
    model: Annotated[
        str, typer.Option(help="The encoder of the checks of meaning.")
    ] = EMBEDDED_NAME,
    encode_up_to: Annotated[
        int, typer.Option(help="The checks of meaning encode so many distinct texts at most.")
    ] = MOST_ENCODED,
    html: Annotated[
        bool, typer.Option("--html", help="Write a page with pictures: audits/NAME@1.html.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="Where the page goes instead.")] = None,
    suspects: Annotated[
        Path | None, typer.Option(help="Write the probable label errors to this CSV, to correct.")
    ] = None,
    language: LanguageOption = "en",
    replace: Annotated[bool, typer.Option("--replace", help="What stands there may go.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Without the checks of meaning.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Check a data set, and say for each finding what to do.

    Example: tenfold data audit symptoms --html --represent sex
    """
    from tenfold.data import catalog
    from tenfold.desk.audit import audit_examined
    from tenfold.desk.examined import Examined
    from tenfold.desk.export.target import refuse_existing
    from tenfold.desk.options import AuditOptions
    from tenfold.desk.page.view import audit_view

    _check_suspects(suspects, quick)
    for file in (suspects, out):
        if file is not None:
            refuse_existing(file, replace=replace)
    opened = open_workspace(workspace)
    dataset = catalog.load(opened, name)
    options = AuditOptions(
        group=group,
        time=time,
        attributes=tuple(represent or ()),
        regions=tuple(region or ()),
        model=model,
        max_encoded=encode_up_to,
    )
    with CheckDisplay(quiet=as_json) as display:
        examined = Examined(dataset, workspace=opened, options=options, progress=display.told)
        findings = audit_examined(examined, deep=not quick)
        page = None
        if html or out:
            view = audit_view(examined, findings, with_map=not quick)
            page = _write_page(view, out or _usual_place(opened, dataset), language)
    n_suspects = _write_suspects(findings, dataset, suspects) if suspects else 0
    if as_json:
        print_data({**identity(dataset), "findings": [finding.to_json() for finding in findings]})
        return
    console().print(f"[bold]{plain(dataset.reference)}[/bold]  {len(dataset):,} rows")
    say_findings(findings, everything=True)
    if page is not None:
        console().print(f"The page: {plain(str(page))}")
    if suspects:
        console().print(f"{n_suspects:,} suspects: {plain(str(suspects))}")


def _check_suspects(suspects: Path | None, quick: bool) -> None:
    from tenfold.errors import InputError

    if suspects is not None and quick:
        raise InputError(
            "--suspects needs the checks of meaning, and --quick leaves them out.",
            remedy="Leave out --quick.",
        )


def _write_suspects(findings: list[Finding], dataset: Dataset, path: Path) -> int:
    """Write the file, and return how many stand in it. Raises where the labels could not be judged."""
    from tenfold.desk.suspects import suspects_csv
    from tenfold.errors import InputError
    from tenfold.store.files import write_durably

    finding = next(each for each in findings if each.code == "TF-DATA-036")
    if finding.state not in ("found", "clean"):
        raise InputError(
            f"{path} was not written. {finding.message}",
            remedy="tenfold data explain 36 says what is needed.",
        )
    write_durably(path, suspects_csv(finding, dataset))
    return len(finding.details["suspects"])


def _write_page(view: AuditView, page: Path, language: str) -> Path:
    from tenfold.desk.page.html import render_audit
    from tenfold.store.files import write_durably

    write_durably(page, render_audit(view, language=language).encode())
    return page


def _usual_place(workspace: Workspace, dataset: Dataset) -> Path:
    return workspace.root / "audits" / f"{dataset.reference.replace(':', '-')}.html"
