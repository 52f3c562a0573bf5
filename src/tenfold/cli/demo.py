"""`tenfold demo`: a first study, from nothing to a verdict."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tenfold.cli.options import JsonOption, LanguageOption

__all__ = ["demo_command"]


def demo_command(
    folder: Annotated[Path, typer.Argument(help="The folder; made if missing.")] = Path("demo"),
    language: LanguageOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Make a workspace and run the demonstration study: six methods, ten seeds, three claims.

    Simulated patients, described in words, and the embedded encoder; no network is needed.

    Example: tenfold demo
    """
    from tenfold.cli.running import run_and_show
    from tenfold.study.api import load_study
    from tenfold.study.demo import make_demo

    workspace = make_demo(folder)
    study = load_study("demo", workspace=workspace)
    if not as_json:
        print(
            f"{study.plan.declaration.study.question}\n"
            f"Declared in {study.path}; running {len(study.plan.runs)} runs."
        )
    run_and_show(study, detach=False, why=False, language=language, as_json=as_json)
    if not as_json:
        print(f"Look at it: open the report, or `cd {folder}` and `tenfold study show demo`.")
        print('Apply it:   tenfold predict demo "short of breath at night, swollen ankles"')
