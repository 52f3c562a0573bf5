"""`tenfold study new`: five questions become a declaration."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.data.printing import plain
from tenfold.cli.options import (
    JsonOption,
    WorkspaceOption,
    console,
    open_workspace,
    print_json,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenfold.lab.replicating import Replication
    from tenfold.store.workspace import Workspace
    from tenfold.study.new import FiveAnswers

__all__ = ["new_command"]


def new_command(
    name: Annotated[str, typer.Argument(help="A name: letters, digits, dashes.")],
    from_file: Annotated[str | None, typer.Option("--from", help="Data: a file or a name.")] = None,
    from_study: Annotated[str | None, typer.Option(help="Copy another study.")] = None,
    replicate: Annotated[
        str | None, typer.Option(help="The key of a paper whose claim the study repeats.")
    ] = None,
    published: Annotated[
        int | None, typer.Option(help="Which of its published numbers, where it has several.")
    ] = None,
    paper: Annotated[
        list[str] | None, typer.Option(help="The key of a paper that it builds on; repeatable.")
    ] = None,
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

    With --replicate it begins with a paper's hypothesis and published number (tenfold paper claim KEY). What
    papers say of data and baselines (answer 7) is offered, and written as comments.

    Example: tenfold study new symptoms --from symptoms.csv
    """
    from tenfold.errors import InputError
    from tenfold.study.examples import resolve_data
    from tenfold.study.new import FiveAnswers, copy_study, write_study
    from tenfold.study.reading import read_declaration

    opened = open_workspace(workspace)
    begun = _begun(opened, replicate, published, paper or ())
    if from_study is not None:
        if begun is not None:
            raise InputError(
                "a copy keeps the papers of its study.",
                where="--from-study",
                remedy="Leave --replicate and --paper out, and edit the file.",
            )
        path = copy_study(opened, name, from_study)
    else:
        asks = sys.stdin.isatty() and from_file is None and not as_json
        usual = _usual(begun, from_file)
        if begun is not None and asks:
            for remark in begun.ground.remarks:
                console().print(plain(remark), style="dim")
        answers = FiveAnswers(
            question=_ask(asks, "Question", question, usual.question),
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
        path = write_study(opened, name, answers, begun.ground if begun else None)
    try:
        resolve_data(opened, read_declaration(path))
    except Exception:
        path.unlink()  # what cannot be used is not left behind
        raise
    if as_json:
        lacking = list(begun.lacking) if begun else []
        print_json({"schema_version": 1, "name": name, "path": str(path), "lacking": lacking})
        return
    print(f"Wrote {path}.")
    for lack in begun.lacking if begun else ():
        console().print(plain(f"Not said of the paper yet, {lack}"))
    print(f"Next: tenfold study try {name}")


def _begun(
    workspace: Workspace, replicate: str | None, published: int | None, cited: Sequence[str]
) -> Replication | None:
    """What papers give the study, if any are named."""
    from tenfold.errors import InputError
    from tenfold.lab.replicating import Replication, ground_of, replication_from

    if replicate is not None:
        return replication_from(workspace, replicate, number=published, cited=cited)
    if published is not None:
        raise InputError(
            "a published number is that of a paper.", where="--published", remedy="Add --replicate."
        )
    if not cited:
        return None
    return Replication(ground=ground_of(workspace, cited), question="", metric="", lacking=())


def _usual(begun: Replication | None, data: str | None) -> FiveAnswers:
    """What is offered where nothing was said."""
    from tenfold.evaluation.metrics import METRICS
    from tenfold.study.new import FiveAnswers

    question = (begun.question if begun else "") or f"Which method is better on {data}?"
    if begun is not None and begun.metric in METRICS:
        claim = f"probe beats tfidf on {begun.metric}"
        return FiveAnswers(question=question, data="", claim=claim)
    return FiveAnswers(question=question, data="")


def _ask(asks: bool, what: str, given: str | None, usual: str) -> str:
    if given is not None:
        return given
    return typer.prompt(what, default=usual) if asks else usual
