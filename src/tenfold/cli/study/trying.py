"""`tenfold study try` and `check`: what works, what it takes, before anything is declared."""

from __future__ import annotations

from typing import Annotated

import typer

from tenfold.cli.options import (
    JsonOption,
    WorkspaceOption,
    console,
    print_json,
)
from tenfold.cli.study.named import Name, load

__all__ = ["check_command", "try_command"]


def try_command(
    name: Name,
    debug: Annotated[
        bool,
        typer.Option(
            "--debug", help="Check how encoders train: first loss, one batch, gradients by layer."
        ),
    ] = False,
    pdb: Annotated[bool, typer.Option("--pdb", help="Stop in the debugger at an error.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """One seed, scored on validation only: does it work, how long does a run take. Costs no look.

    Example: tenfold study try symptoms --debug
    """
    from tenfold.cli.progress import RunDisplay
    from tenfold.cli.tables import print_trial

    study = load(name, workspace)
    try:
        with RunDisplay(quiet=as_json) as display:
            trial = study.try_(debug=pdb, check_training=debug, say=display.show)
    except Exception:
        if not pdb:
            raise
        import pdb as debugger

        debugger.post_mortem()
        raise
    if as_json:
        print_json(trial.to_json())
    else:
        print_trial(trial, checked=debug)


def check_command(
    name: Name, as_json: JsonOption = False, workspace: WorkspaceOption = None
) -> None:
    """The plan: runs, steps, what is reused, minutes, megabytes, and the smallest gain to be seen.

    Example: tenfold study check symptoms
    """
    from tenfold.cli.study.cited import unknown_lines
    from tenfold.cli.tables import print_estimate
    from tenfold.lab.known_papers import unknown_papers

    study = load(name, workspace)
    estimate = study.check()
    unknown = unknown_papers(study.workspace, study.plan.declaration.study.papers)
    if as_json:
        print_json({**estimate.to_json(), "unknown_papers": unknown})
        return
    print_estimate(estimate)
    for line in unknown_lines(study):
        console().print(line)
