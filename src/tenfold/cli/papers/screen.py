"""`tenfold paper screen`: which titles and abstracts to read next; and simulations of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.data.progress import CheckDisplay
from tenfold.cli.options import JsonOption, WorkspaceOption, console, open_workspace, print_json

if TYPE_CHECKING:
    from tenfold.papers.screening.simulate import MeanOverRuns, Simulation

__all__ = ["screen_command"]


def screen_command(
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
    ranker: Annotated[
        str,
        typer.Option(
            "--ranker",
            help="naive-bayes, logistic, svm or fused; fused-vectors asks the encoder too.",
        ),
    ] = "fused",
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
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Screen titles and abstracts: simulate how much reading an order by relevance would have saved.

    Example: tenfold paper screen --simulate reviewed.csv --runs 15
    """
    from tenfold.desk.vectors import text_vectors
    from tenfold.errors import NotBuiltError
    from tenfold.papers.screening.features import joined, text_features
    from tenfold.papers.screening.labelled_file import read_labelled
    from tenfold.papers.screening.rankers import needs_vectors
    from tenfold.papers.screening.simulate import simulate

    if simulated is None:
        raise NotBuiltError(
            "screening a collection comes with the library.",
            remedy="Until then a labelled set can be screened as a simulation: --simulate FILE.csv",
        )
    records = read_labelled(simulated, title=title, abstract=abstract, included=included)
    with CheckDisplay(quiet=as_json) as display:
        vectors = None
        if needs_vectors(ranker):
            texts = joined(records.titles, records.abstracts)
            vectors = text_vectors(open_workspace(workspace), texts, progress=display.told)
        features = text_features(records.titles, records.abstracts, vectors=vectors)
        simulation = simulate(
            features, records.labels, ranker=ranker, n_runs=runs, seed=seed, progress=display.told
        )
    if as_json:
        print_json({"schema_version": 1, **simulation.to_json()})
    else:
        _show(simulation)


def _show(simulation: Simulation) -> None:
    """The three figures in percent, and what the stopping rule would have done."""
    from rich.table import Table

    out = console()
    out.print(
        f"{simulation.n_records} records, {simulation.n_included} included; {simulation.n_runs} runs "
        f"with the ranker {simulation.ranker}"
    )
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("figure", no_wrap=True)
    table.add_column("mean", justify="right", no_wrap=True)
    table.add_column("95 % interval", no_wrap=True)
    table.add_column("what it says", overflow="fold")
    for name, mean, meaning in (
        ("WSS@95", simulation.wss95, "reading saved when 95 % of the included are found"),
        ("RRF@10", simulation.rrf10, "of the included, found in the first 10 % of the records"),
        ("ATD", simulation.atd, "of the records, read until an included one is found, on average"),
    ):
        table.add_row(name, f"{100 * mean.mean:.1f} %", _interval(mean), meaning)
    out.print(table)
    out.print(_stopping_sentence(simulation))


def _interval(mean: MeanOverRuns) -> str:
    if mean.low is None or mean.high is None:
        return "one run has none"
    return f"{100 * mean.low:.1f} to {100 * mean.high:.1f} %"


def _stopping_sentence(simulation: Simulation) -> str:
    rule, n_runs = simulation.rule, simulation.n_runs
    return (
        f"The rule (stop once a recall below {rule.target:.0%} has a chance under {rule.alpha:.0%}) "
        f"read {100 * simulation.read_at_stop:.1f} % of the records and found "
        f"{100 * simulation.recall_at_stop:.1f} % of the included, on average; it stopped below "
        f"{rule.target:.0%} in {simulation.n_stopped_early} of {n_runs} runs."
    )
