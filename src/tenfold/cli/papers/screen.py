"""`tenfold paper screen`: decide about the titles and abstracts of a collection, the most telling next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.options import JsonOption, WorkspaceOption, console, open_workspace

if TYPE_CHECKING:
    from jaxtyping import Float32
    from numpy import ndarray

    from tenfold.papers.screening.screened import Screening, Vectors

__all__ = ["screen_command"]


def screen_command(
    collection: Annotated[
        str | None, typer.Argument(help="A collection: tenfold paper collect.")
    ] = None,
    criteria: Annotated[
        str | None,
        typer.Option("--include", help="What is to be included, in words; kept, ranks the first."),
    ] = None,
    prior: Annotated[
        list[str] | None,
        typer.Option("--prior", help="A paper known to be included; may be repeated."),
    ] = None,
    ranker: Annotated[
        str,
        typer.Option(
            "--ranker",
            help="naive-bayes, logistic, svm or fused; fused-vectors asks the encoder too.",
        ),
    ] = "fused",
    uncertain: Annotated[
        float,
        typer.Option("--uncertain", help="Share of questions about what the ranker is unsure of."),
    ] = 0.0,
    reviewer: Annotated[
        str | None, typer.Option("--as", help="Who decides; default: the workspace's person.")
    ] = None,
    decide: Annotated[
        tuple[str, str] | None,
        typer.Option("--decide", help="KEY and include, exclude, unsure or skip, for scripts."),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="With --decide: why so.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take your last decision back.")] = False,
    n_next: Annotated[
        int | None, typer.Option("--next", help="List the next N papers and ask nothing.", min=1)
    ] = None,
    status: Annotated[
        bool, typer.Option("--status", help="How far it is, the recall, whether to stop.")
    ] = False,
    conflicts: Annotated[
        bool, typer.Option("--conflicts", help="Where reviewers disagree, and Cohen's kappa.")
    ] = False,
    prisma: Annotated[
        bool, typer.Option("--prisma", help="The counts of a PRISMA flow diagram.")
    ] = False,
    identified: Annotated[
        int | None,
        typer.Option("--identified", help="With --prisma: records found, duplicates among them."),
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option("--export", help="Decisions as .ris or .csv, the PRISMA diagram as .svg."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace that file.")] = False,
    collect: Annotated[
        bool, typer.Option("--collect", help="Put the included into COLLECTION-included.")
    ] = False,
    simulated: Annotated[
        Path | None,
        typer.Option("--simulate", help="A labelled set: columns title, abstract, included."),
    ] = None,
    runs: Annotated[
        int, typer.Option("--runs", help="Runs, each with two other records known before.")
    ] = 15,
    seed: Annotated[
        int, typer.Option("--seed", help="Of the first run; the next has one more.")
    ] = 0,
    title: Annotated[
        str | None, typer.Option("--title", help="The column of titles; default: title.")
    ] = None,
    abstract: Annotated[
        str | None, typer.Option("--abstract", help="The column of abstracts; default: abstract.")
    ] = None,
    included: Annotated[
        str | None,
        typer.Option("--included", help="The column of labels, 1 or 0; default: included."),
    ] = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Decide about titles and abstracts, the most telling next; each decision is saved at once.

    Without another option it asks in the terminal, and the same command goes on later. --simulate says what
    the order would have saved on a set whose labels are known.

    Example: tenfold paper screen adapters --include "low-rank adaptation of language models"
    """
    from tenfold.cli.papers import screen_reports as reports
    from tenfold.cli.papers.screen_simulation import Simulated, say_simulation
    from tenfold.errors import InputError
    from tenfold.papers.screening.loop import Asking
    from tenfold.papers.screening.screened import Screening

    if simulated is not None:
        wanted = Simulated(
            path=simulated, title=title, abstract=abstract, included=included,
            ranker=ranker, n_runs=runs, seed=seed,
        )  # fmt: skip
        say_simulation(wanted, lambda: _vectors(workspace), as_json=as_json)
        return
    if collection is None:
        raise InputError(
            "which collection?",
            remedy="Name one (tenfold paper collect lists them), or a labelled set: --simulate FILE.csv",
        )
    _refuse_two(
        {"--decide": decide, "--undo": undo, "--next": n_next, "--status": status,
         "--conflicts": conflicts, "--prisma": prisma, "--export": export, "--collect": collect}
    )  # fmt: skip
    opened = open_workspace(workspace)
    screening = Screening(
        opened, collection, person=reviewer, ranker=ranker,
        asking=Asking(uncertain=uncertain), vectors=_vectors(workspace),
    )  # fmt: skip
    _begin(screening, criteria, prior or ())
    if decide is not None:
        reports.say_decided(screening, decide, reason, as_json=as_json)
    elif undo:
        reports.say_undone(screening, as_json=as_json)
    elif n_next is not None:
        reports.say_next(screening, n_next, as_json=as_json)
    elif conflicts:
        reports.say_conflicts(screening, as_json=as_json)
    elif prisma:
        reports.say_flow(screening, identified, as_json=as_json)
    elif export is not None:
        reports.say_exported(screening, export, identified, force=force, as_json=as_json)
    elif collect:
        reports.say_collected(screening, as_json=as_json)
    else:
        if not status:
            _ask(screening, stderr=as_json)
        reports.say_status(screening, as_json=as_json)


def _begin(screening: Screening, criteria: str | None, prior: Sequence[str]) -> None:
    """Keep the criteria and what was known before."""
    subjects = [screening.named(key) for key in prior]
    if criteria is not None:
        screening.decisions.set_criteria(criteria)
    own = screening.own()
    for subject in subjects:
        if subject not in own:
            screening.decide(subject, "include", "known before", is_prior=True)


def _ask(screening: Screening, *, stderr: bool) -> None:
    from tenfold.cli.papers.screen_asking import ask, typed_answers
    from tenfold.errors import StoppedError

    terminal = console(stderr=stderr)
    try:
        with typed_answers(terminal) as answers:
            ask(screening, answers, terminal)
    except KeyboardInterrupt:
        raise StoppedError(
            "stopped. All decisions are saved.", remedy="The same command goes on from here."
        ) from None


def _refuse_two(modes: dict[str, object]) -> None:
    from tenfold.errors import InputError

    asked = [name for name, value in modes.items() if value]
    if len(asked) > 1:
        raise InputError(
            f"{' and '.join(asked)} are different things to do.",
            code="TF-PAPER",
            remedy="Name one at a time.",
        )


def _vectors(workspace: Path | None) -> Vectors:
    """Vectors of the default encoder, with a bar that says how far encoding is."""

    def vectors(texts: Sequence[str]) -> Float32[ndarray, "texts width"]:
        from tenfold.cli.data.progress import CheckDisplay
        from tenfold.desk.vectors import text_vectors

        with CheckDisplay() as display:
            return text_vectors(open_workspace(workspace), texts, progress=display.told)

    return vectors
