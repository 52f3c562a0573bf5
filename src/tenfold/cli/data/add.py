"""`tenfold data add`: bring files in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tenfold.cli.data.printing import identity, plain, print_data, say_added, say_findings
from tenfold.cli.data.progress import CheckDisplay
from tenfold.cli.options import JsonOption, WorkspaceOption, console, open_workspace

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset
    from tenfold.data.reading import ReadOptions
    from tenfold.store.workspace import Workspace


__all__ = ["add_command"]


def add_command(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            help="Files, or a folder with a folder a class; a database's URL; or hub:org/name."
        ),
    ] = None,
    name: Annotated[str | None, typer.Option(help="Catalog name; default: from the file.")] = None,
    text: Annotated[str | None, typer.Option(help="The text column ('' for none).")] = None,
    label: Annotated[str | None, typer.Option(help="The label column.")] = None,
    id: Annotated[str | None, typer.Option("--id", help="The column of example ids.")] = None,
    encoding: Annotated[
        str | None, typer.Option(help="If it is not UTF-8: gbk, utf-16, ...")
    ] = None,
    no_header: Annotated[
        bool, typer.Option("--no-header", help="No line names the columns.")
    ] = False,
    columns: Annotated[str | None, typer.Option(help="Column names, in order: text,label")] = None,
    quoting: Annotated[str, typer.Option(help="'none': quotes belong to the texts.")] = "minimal",
    delimiter: Annotated[str | None, typer.Option(help="One character, or 'tab'.")] = None,
    sheet: Annotated[str | None, typer.Option(help="The sheet of an Excel workbook.")] = None,
    fill_missing: Annotated[
        bool, typer.Option("--fill-missing", help="Records or files may lack columns: empty there.")
    ] = False,
    drop_unlabelled: Annotated[
        bool, typer.Option("--drop-unlabelled", help="Leave out rows without a label, and say so.")
    ] = False,
    test: Annotated[Path | None, typer.Option(help="The file of the split 'test'.")] = None,
    validation: Annotated[Path | None, typer.Option(help="The file of 'validation'.")] = None,
    split: Annotated[
        list[str] | None,
        typer.Option(help="NAME=FILE, as often as needed; of a hub data set: train,test"),
    ] = None,
    query: Annotated[str | None, typer.Option(help="One SELECT, for a database.")] = None,
    revision: Annotated[str | None, typer.Option(help="Of a hub data set.")] = None,
    config: Annotated[str | None, typer.Option(help="Of a hub data set.")] = None,
    unlabelled: Annotated[
        bool, typer.Option("--unlabelled", help="Rows are still to be labelled: data label.")
    ] = False,
    classes: Annotated[
        str | None, typer.Option(help="With --unlabelled: the classes, with commas.")
    ] = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Read files strictly, give them a name and a version, and audit them.

    Example: tenfold data add train.csv --test test.csv --name banking --label category
    """
    from tenfold.data import catalog
    from tenfold.data.sources import Source, default_name, read_source
    from tenfold.desk.audit import audit_dataset
    from tenfold.errors import InputError

    if unlabelled and drop_unlabelled:
        raise InputError(
            "--unlabelled keeps the rows that --drop-unlabelled leaves out.",
            remedy="Name one of them.",
        )
    opened = open_workspace(workspace)
    options = replace(
        _options(encoding, no_header, columns, quoting, delimiter),
        sheet=sheet,
        fill_missing=fill_missing,
        drop_unlabelled=drop_unlabelled,
    )
    source = Source(
        tuple(files or ()), query, revision, config, tuple(split or ()), test, validation
    )
    with CheckDisplay(quiet=as_json) as display:
        with _stopped_by_hand("nothing was added.", "Give the same command again."):
            raw = read_source(source, options, watch=display.read)
            add = catalog.add_unlabelled if unlabelled else catalog.add
            dataset = add(
                opened, raw, name=name or default_name(raw), text=text, label=label, id=id,
                options=options,
            )  # fmt: skip
        if unlabelled:
            _say_unlabelled(opened, dataset, classes, as_json=as_json)
            return
        left = f"{dataset.reference} is added, its audit is not finished."
        with _stopped_by_hand(left, f"Audit it with: tenfold data audit {dataset.name}"):
            findings = audit_dataset(dataset, workspace=opened, progress=display.told)
    if as_json:
        print_data({**identity(dataset), "findings": [finding.to_json() for finding in findings]})
        return
    say_added(dataset)
    say_findings(findings)
    console().print(
        f"Doubtful labels, give-aways, outliers and more: tenfold data audit {plain(dataset.name)}"
    )


def _say_unlabelled(
    workspace: Workspace, dataset: Dataset, classes: str | None, *, as_json: bool
) -> None:
    """What is to be labelled; an audit would speak of labels that are not there yet."""
    from tenfold.desk.labelling.opening import open_labelling

    said = classes.split(",") if classes is not None else None
    labelling = open_labelling(workspace, dataset.name, classes=said)
    n_items, known = len(labelling.pool.items), list(labelling.settings.classes)
    if as_json:
        print_data({**identity(dataset), "n_to_label": n_items, "classes": known})
        return
    say_added(dataset)
    names = ", ".join(known) or "none yet (--classes a,b,c)"
    console().print(f"  {n_items:,} distinct texts to label   classes: {plain(names)}")
    console().print(f"Next: tenfold data label {plain(dataset.name)}")


def _options(
    encoding: str | None, no_header: bool, columns: str | None, quoting: str, delimiter: str | None
) -> ReadOptions:
    from tenfold.data.reading import ReadOptions
    from tenfold.errors import InputError

    if quoting not in ("minimal", "none"):
        raise InputError(
            f"--quoting is 'minimal' or 'none', not {quoting!r}.",
            remedy="'none' where double quotes belong to the texts.",
        )
    names = tuple(name.strip() for name in columns.split(",")) if columns else None
    mode: Any = quoting
    return ReadOptions(encoding, not no_header, names, mode, delimiter)


@contextmanager
def _stopped_by_hand(left: str, remedy: str) -> Iterator[None]:
    """Say on Ctrl-C what is left of it."""
    from tenfold.errors import StoppedError

    try:
        yield
    except KeyboardInterrupt:
        raise StoppedError(f"stopped; {left}", remedy=remedy) from None
