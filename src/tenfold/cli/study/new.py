"""`tenfold study new`: five questions become a declaration."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from tenfold.cli.options import (
    JsonOption,
    WorkspaceOption,
    open_workspace,
    print_json,
)

__all__ = ["new_command"]


def new_command(
    name: Annotated[str, typer.Argument(help="A name: letters, digits, dashes.")],
    from_file: Annotated[str | None, typer.Option("--from", help="Data: a file or a name.")] = None,
    from_study: Annotated[str | None, typer.Option(help="Copy another study.")] = None,
    replicate: Annotated[str | None, typer.Option(help="A paper's key (not built yet).")] = None,
    question: Annotated[str | None, typer.Option(help="The question, in a sentence.")] = None,
    model: Annotated[str | None, typer.Option(help="The pre-trained model.")] = None,
    methods: Annotated[str | None, typer.Option(help="Kinds, with commas: probe,tfidf")] = None,
    claim: Annotated[str | None, typer.Option(help="A claim with its margin.")] = None,
    text: Annotated[str | None, typer.Option(help="The text column.")] = None,
    label: Annotated[str | None, typer.Option(help="The label column.")] = None,
    train_per_class: Annotated[int | None, typer.Option(help="Examples a class.")] = None,
    seeds: Annotated[int, typer.Option(help="How many seeds; 5 at least for a verdict.")] = 10,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Write studies/NAME.toml, commented: five questions, or options in their place.

    Example: tenfold study new symptoms --from symptoms.csv
    """
    from tenfold.errors import NotBuiltError
    from tenfold.study.examples import resolve_data
    from tenfold.study.new import FiveAnswers, copy_study, write_study
    from tenfold.study.reading import read_declaration

    if replicate is not None:
        raise NotBuiltError("replicating a paper is not built yet.", where="--replicate")
    opened = open_workspace(workspace)
    if from_study is not None:
        path = copy_study(opened, name, from_study)
    else:
        asks = sys.stdin.isatty() and from_file is None and not as_json
        usual = FiveAnswers(question="", data="")
        answers = FiveAnswers(
            question=_ask(asks, "Question", question, f"Which method is better on {from_file}?"),
            data=_ask(
                asks,
                "Data (a file, a catalog name or builtin:diagnosis)",
                from_file,
                "builtin:diagnosis",
            ),
            model=_ask(asks, "Model", model, usual.model),
            methods=_ask(asks, "Methods, with commas", methods, ",".join(usual.methods)).split(","),
            claim=_ask(asks, "Claim", claim, usual.claim),
            text=text,
            label=label,
            train_per_class=train_per_class,
            seeds=seeds,
        )
        path = write_study(opened, name, answers)
    try:
        resolve_data(opened, read_declaration(path))
    except Exception:
        path.unlink()  # what cannot be used is not left behind
        raise
    if as_json:
        print_json({"schema_version": 1, "name": name, "path": str(path)})
        return
    print(f"Wrote {path}.")
    print(f"Next: tenfold study try {name}")


def _ask(asks: bool, what: str, given: str | None, usual: str) -> str:
    if given is not None:
        return given
    return typer.prompt(what, default=usual) if asks else usual
