"""`tenfold predict`: apply a judged study's model to a text or a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.options import JsonOption, WorkspaceOption, console, open_workspace

if TYPE_CHECKING:
    from tenfold.study.predict import Prediction

__all__ = ["predict_command"]


def predict_command(
    study: Annotated[str, typer.Argument(help="STUDY, or STUDY/METHOD.")],
    what: Annotated[str, typer.Argument(help="A text, or a CSV file.")],
    out: Annotated[Path | None, typer.Option("--out", help="Write a CSV file.")] = None,
    column: Annotated[str, typer.Option("--text", help="The file's text column.")] = "text",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Apply the judged runs' model; nothing is trained. A CSV goes in and comes out row by row.

    Without METHOD it is the primary claim's candidate, never the one that was best on test.

    Example: tenfold predict demo "fever and a rash since Monday"
    """
    from tenfold.errors import InputError
    from tenfold.study.api import load_study
    from tenfold.study.predict import StudyPredictor

    name, _, method = study.partition("/")
    opened = open_workspace(workspace)
    loaded = load_study(name, workspace=opened)
    predictor = StudyPredictor(opened, loaded.plan, method=method or None)
    path = Path(what)
    is_file = out is not None or (len(what) < 4096 and (path.suffix == ".csv" or path.is_file()))
    if is_file and path.suffix != ".csv":
        raise InputError("predict reads CSV files.", where=what, remedy="Save it as CSV, UTF-8.")
    if not what.strip():
        raise InputError("the text is empty.", remedy="Give a text in quotes, or a CSV file.")
    if is_file:
        from tenfold.study.predict_file import predict_file

        n = predict_file(predictor, path, out=out, column=column)
        if out is not None and not as_json:
            print(f"{n} predictions written to {out}.")
        return
    predictions = list(predictor.predict([what]))
    if as_json:
        print_json_list(predictions)
        return
    _say(predictions, predictor.method, len(predictor.runs))


def print_json_list(predictions: list[Prediction]) -> None:
    """The predictions as a JSON array."""
    import json
    import sys

    json.dump([p.to_json() for p in predictions], sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")


def _say(predictions: list[Prediction], method: str, n_runs: int) -> None:
    terminal = console()
    for prediction in predictions:
        terminal.print(f"[bold]{prediction.label}[/]")
        ranked = sorted(prediction.probabilities.items(), key=lambda item: -item[1])
        for label, share in ranked[:3]:
            terminal.print(f"  {share:6.1%}  {label}")
        if prediction.unlike:
            terminal.print("  [yellow]This text is unlike the training data: do not lean on it.[/]")
    runs = "1 run" if n_runs == 1 else f"{n_runs} runs averaged"
    terminal.print(f"by {method}, {runs}", style="dim")
