"""`tenfold study run`, `rerun`, `watch` and `stop`."""

from __future__ import annotations

from typing import Annotated

import typer

from tenfold.cli.options import (
    JsonOption,
    LanguageOption,
    WorkspaceOption,
    print_json,
)
from tenfold.cli.study.cited import warn_of_unknown
from tenfold.cli.study.named import Name, load

__all__ = ["rerun_command", "run_command", "stop_command", "watch_command"]


def run_command(
    name: Name,
    detach: Annotated[bool, typer.Option("--detach", help="Start it and return at once.")] = False,
    why: Annotated[
        bool, typer.Option("--why", help="Say for each step why it is reused or not.")
    ] = False,
    join: Annotated[
        bool,
        typer.Option("--join", help="Work on it too, beside the process that is at it already."),
    ] = False,
    on: Annotated[
        str | None,
        typer.Option(
            "--on",
            help="Where runs go: local, ray (a cluster on this machine), or one to join: auto, "
            "HOST:PORT. Default: [run] on, else local.",
        ),
    ] = None,
    language: LanguageOption = "en",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Run what is not done yet, judge, and write the report. Ctrl-C stops it; run again to go on.

    While it runs on this machine, a second `study run` shows how it goes; with --join it works too. On
    another machine with the same store it always works too. No step is computed twice.

    Example: tenfold study run symptoms
    """
    from tenfold.cli.running import run_and_show

    study = load(name, workspace)
    warn_of_unknown(study)
    run_and_show(
        study,
        detach=detach,
        why=why,
        join=join,
        language=language,
        as_json=as_json,
        on=on,
    )


def rerun_command(
    name: Name,
    only: Annotated[str, typer.Option("--only", help="The method whose runs are made again.")],
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Compute the runs of one method again, and say whether the same numbers came out.

    Example: tenfold study rerun symptoms --only probe
    """
    from tenfold.cli.progress import RunDisplay
    from tenfold.study.rerun import rerun

    study = load(name, workspace)
    with RunDisplay(quiet=as_json) as display:
        found = rerun(study.workspace, study.plan, only, say=display.show)
    if as_json:
        print_json(found.to_json())
    else:
        print(
            f"{found.n_runs} runs of {only} made again: {found.n_equal} bit-equal, "
            f"{found.n_runs - found.n_equal} different"
            + (
                f" (largest difference of a probability: {found.largest:.2g})."
                if found.largest
                else "."
            )
        )


def watch_command(name: Name, workspace: WorkspaceOption = None) -> None:
    """Follow a study that runs in the background.

    Example: tenfold study watch symptoms
    """
    from tenfold.cli.running import follow
    from tenfold.errors import InputError
    from tenfold.study.launch import running_worker

    study = load(name, workspace)
    worker = running_worker(study.workspace, study.name)
    if worker is None:
        raise InputError(f"{study.name} is not running.", remedy=f"tenfold study run {study.name}")
    follow(study, worker, quiet=False)


def stop_command(name: Name, workspace: WorkspaceOption = None) -> None:
    """Ask a running study to stop after its current steps. Nothing is lost.

    Example: tenfold study stop symptoms
    """
    from tenfold.study.launch import ask_to_stop

    study = load(name, workspace)
    ask_to_stop(study.workspace, study.name)
    print(f"{study.name} stops after its current steps. Go on with: tenfold study run {study.name}")
