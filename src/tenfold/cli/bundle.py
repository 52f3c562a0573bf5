"""`tenfold study bundle`: a study in one file, for somebody who wants to run it again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.options import JsonOption, WorkspaceOption, open_workspace, print_json

if TYPE_CHECKING:
    from tenfold.study.bundle.making import WrittenBundle

__all__ = ["bundle_command"]


def bundle_command(
    name: Annotated[str, typer.Argument(help="The study's name, or its file.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="The zip; default: NAME.zip in the workspace.")
    ] = None,
    with_data: Annotated[
        bool, typer.Option("--with-data", help="Put the data in; without it, only their version.")
    ] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Write one zip with which anybody can run the study again and compare: an RO-Crate.

    Declaration, registrations, answers, scores, predictions on test, findings, verdicts, versions,
    hardware, and a digest of each. Recorded files and the scripts of commands go along.

    Example: tenfold study bundle symptoms --with-data
    """
    from tenfold.study.api import load_study

    study = load_study(name, workspace=open_workspace(workspace))
    written = study.bundle(out, with_data=with_data)
    if as_json:
        print_json(written.to_json())
    else:
        _say(written)


def _say(written: WrittenBundle) -> None:
    print(
        f"Wrote {written.path}: {written.n_runs} runs, {written.n_files} files, "
        f"{written.size_bytes / 1e6:.2f} MB. Digest: {written.digest[:16]}"
    )
    if written.unfinished:
        print(f"NOTE: {written.unfinished}")
    if written.data_inside:
        print(
            f"NOTE: the data go along, every row of them ({', '.join(written.data_inside)}). "
            "Whoever gets the file can read them."
        )
    if written.by_reference:
        print(
            f"The data do not go along ({'; '.join(written.by_reference)}): whoever reruns it needs them, "
            "or a bundle --with-data. Ids of test examples and excerpts in findings are inside."
        )
    if written.carried:
        print(f"Files of the workspace that go along: {', '.join(written.carried)}.")
    if written.commands:
        print(
            f"Programs of yours are part of it ({', '.join(written.commands)}): they run elsewhere only "
            "with --allow-commands."
        )
    if written.left_out:
        print(f"Named by a command and not in it: {', '.join(written.left_out)}.")
    print(f"Rerun it anywhere: tenfold reproduce {written.path.name}")
