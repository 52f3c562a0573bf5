"""`tenfold paper screen --simulate`: what an order of reading would have saved, in a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tenfold.cli.data.progress import CheckDisplay
from tenfold.cli.options import console, print_json

if TYPE_CHECKING:
    from tenfold.papers.screening.screened import Vectors
    from tenfold.papers.screening.simulate import MeanOverRuns, Simulation

__all__ = ["Simulated", "say_simulation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """A file of labelled records, its columns (None: those that are usual), and how to screen it."""

    path: Path
    title: str | None
    abstract: str | None
    included: str | None
    ranker: str
    n_runs: int
    seed: int


def say_simulation(wanted: Simulated, vectors: Callable[[], Vectors], *, as_json: bool) -> None:
    """Simulate and print. `vectors` gives what encodes texts; it is called where the ranker needs it."""
    from tenfold.papers.screening.features import joined, text_features
    from tenfold.papers.screening.labelled_file import read_labelled
    from tenfold.papers.screening.rankers import needs_vectors
    from tenfold.papers.screening.simulate import simulate

    records = read_labelled(
        wanted.path, title=wanted.title, abstract=wanted.abstract, included=wanted.included
    )
    encoded = None
    if needs_vectors(wanted.ranker):
        encoded = vectors()(joined(records.titles, records.abstracts))
    features = text_features(records.titles, records.abstracts, vectors=encoded)
    with CheckDisplay(quiet=as_json) as display:
        simulation = simulate(
            features,
            records.labels,
            ranker=wanted.ranker,
            n_runs=wanted.n_runs,
            seed=wanted.seed,
            progress=display.told,
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
