"""`tenfold study`: write, try, declare, run and look at a study."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.bundle import bundle_command
from tenfold.cli.options import (
    JsonOption,
    LanguageOption,
    WorkspaceOption,
    open_workspace,
    print_json,
)

if TYPE_CHECKING:
    from tenfold.study.api import Study

__all__ = ["study_app"]

study_app = typer.Typer(help="Declare, run and judge studies.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The study's name, or its file.")]


def _load(name: str, folder: Path | None) -> Study:
    from tenfold.study.api import load_study

    return load_study(name, workspace=open_workspace(folder))


@study_app.command("new")
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


@study_app.command("try")
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

    study = _load(name, workspace)
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


@study_app.command("declare")
def declare_command(
    name: Name,
    check: Annotated[str | None, typer.Option("--check", help="A code to verify.")] = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Fix the hypotheses before the run; prints a code that one can send and check later.

    Example: tenfold study declare symptoms
    """
    from tenfold.study.registration import check_code

    study = _load(name, workspace)
    if check is not None:
        found = check_code(study.workspace, study.plan, check)
        if as_json:
            print_json({"schema_version": 1, **found.to_json()})
        else:
            print(found.message)
        if not found.matches:
            raise typer.Exit(1)
        return
    declared = study.declare()
    if as_json:
        print_json(
            {
                "schema_version": 1,
                "code": declared.code,
                "digest": declared.digest,
                "time": declared.time.isoformat(),
                "new": declared.is_new,
            }
        )
        return
    state = "Declared" if declared.is_new else "Declared already, unchanged since"
    print(f"{state} {declared.time:%Y-%m-%d %H:%M} UTC. Code: {declared.code}")
    for identifier, claim in declared.hypotheses:
        print(f"  {identifier}: {claim}")
    if not declared.hypotheses:
        print("  There is no hypothesis; the tables will be descriptive.")
    print(f"Check it later: tenfold study declare {name} --check {declared.code}")


@study_app.command("check")
def check_command(
    name: Name, as_json: JsonOption = False, workspace: WorkspaceOption = None
) -> None:
    """The plan: runs, steps, what is reused, minutes, megabytes, and the smallest gain to be seen.

    Example: tenfold study check symptoms
    """
    from tenfold.cli.tables import print_estimate

    estimate = _load(name, workspace).check()
    if as_json:
        print_json(estimate.to_json())
    else:
        print_estimate(estimate)


@study_app.command("run")
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

    run_and_show(
        _load(name, workspace),
        detach=detach,
        why=why,
        join=join,
        language=language,
        as_json=as_json,
        on=on,
    )


@study_app.command("rerun")
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

    study = _load(name, workspace)
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


@study_app.command("watch")
def watch_command(name: Name, workspace: WorkspaceOption = None) -> None:
    """Follow a study that runs in the background.

    Example: tenfold study watch symptoms
    """
    from tenfold.cli.running import follow
    from tenfold.errors import InputError
    from tenfold.study.launch import running_worker

    study = _load(name, workspace)
    worker = running_worker(study.workspace, study.name)
    if worker is None:
        raise InputError(f"{study.name} is not running.", remedy=f"tenfold study run {study.name}")
    follow(study, worker, quiet=False)


@study_app.command("stop")
def stop_command(name: Name, workspace: WorkspaceOption = None) -> None:
    """Ask a running study to stop after its current steps. Nothing is lost.

    Example: tenfold study stop symptoms
    """
    from tenfold.study.launch import ask_to_stop

    study = _load(name, workspace)
    ask_to_stop(study.workspace, study.name)
    print(f"{study.name} stops after its current steps. Go on with: tenfold study run {study.name}")


@study_app.command("list")
def list_command(as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """All studies of the workspace, their state and what was declared.

    Example: tenfold study list
    """
    from tenfold.study.listing import list_studies

    studies = list_studies(open_workspace(workspace))
    if as_json:
        print_json({"schema_version": 1, "studies": [study.to_json() for study in studies]})
        return
    if not studies:
        print("No study yet. Make one: tenfold study new NAME")
    for study in studies:
        print(f"{study.name:<24} {study.state:<9} {study.question}")


@study_app.command("show")
def show_command(
    name: Name,
    opens: Annotated[bool, typer.Option("--open", help="Open the report in the browser.")] = False,
    language: LanguageOption = "en",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """The verdict, the table, the looks and the ten answers.

    Example: tenfold study show symptoms --open
    """
    from tenfold.cli.tables import print_view
    from tenfold.study.reporting import write_report

    study = _load(name, workspace)
    view = study.view(language=language)
    if opens:
        path = write_report(study.workspace, view, language=language)
        typer.launch(str(path))
    if as_json:
        print_json(view.to_json())
    else:
        print_view(view, language)


@study_app.command("report")
def report_command(
    name: Name,
    format: Annotated[
        str, typer.Option("--format", help="html, md, tex or pdf (figures).")
    ] = "html",
    out: Annotated[Path | None, typer.Option("--out", help="Where to; default: reports/.")] = None,
    language: LanguageOption = "en",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Write the report: one HTML file, Markdown, the LaTeX table, or the figures as PDF.

    Example: tenfold study report symptoms --format tex
    """
    from tenfold.study.reporting import write_report

    study = _load(name, workspace)
    path = write_report(
        study.workspace, study.view(language=language), language=language, format=format, out=out
    )
    if as_json:
        print_json({"schema_version": 1, "path": str(path)})
    else:
        print(path)


@study_app.command("answer")
def answer_command(
    name: Name,
    number: Annotated[
        int, typer.Argument(help="1 to 10; 3, 6, 7 and 8 are answered from the record.")
    ],
    text: Annotated[
        str | None, typer.Argument(help="The answer, in Markdown; without it, an editor opens.")
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Answer one of the ten questions.

    Example: tenfold study answer symptoms 1 "Diagnosis from a few words."
    """
    from tenfold.errors import InputError
    from tenfold.study.answers import answer
    from tenfold.study.records import Records

    study = _load(name, workspace)
    if text is None:
        if sys.stdin.isatty():
            import click

            old = Records(study.workspace).answers(study.name).get(number, "")
            text = click.edit(old, extension=".md")
        else:
            text = sys.stdin.read()
    if text is None:
        raise InputError("no answer was written.", remedy="Nothing was changed.")
    answer(study.workspace, study.name, number, text)
    print(f"Answer {number} saved.")


study_app.command("bundle")(bundle_command)


@study_app.command("export-split")
def export_split_command(
    name: Name,
    out: Annotated[Path, typer.Option("--out", help="The CSV file to write.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Write which example is in train, validation and test for each seed (no labels), for `recorded`.

    Example: tenfold study export-split symptoms --out split.csv
    """
    from tenfold.study.recorded import export_split

    study = _load(name, workspace)
    n = export_split(study.workspace, study.plan, out)
    print(f"{n} rows written to {out}.")


@study_app.command("schema")
def schema_command() -> None:
    """The JSON Schema of a declaration, for editors.

    Example: tenfold study schema > study.schema.json
    """
    from tenfold.study.schema import declaration_schema

    print_json(declaration_schema())
