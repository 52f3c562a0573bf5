"""Screening: work saved on labelled reviews, beside the published figures of other rankers.

The sets (columns title, abstract, and a label) are read from `--screening-data`: ace.csv, nudging.csv and
virus.csv of github.com/asreview/paper-evaluating-models-across-research-areas (MIT). Published: means of 15
runs, Ferdinands et al. (2023), Systematic Reviews 12, 100.
"""

from __future__ import annotations

import argparse
import math
import statistics
import tempfile
import time
from functools import partial
from pathlib import Path

from tenfold.desk.vectors import text_vectors
from tenfold.papers.screening.features import Features, joined, text_features
from tenfold.papers.screening.labelled_file import read_labelled
from tenfold.papers.screening.rankers import RANKERS, needs_vectors
from tenfold.papers.screening.screened import Vectors
from tenfold.papers.screening.simulate import Simulation, simulate
from tenfold.store.workspace import Workspace

__all__ = ["add_options", "main"]

_ROOT = Path(__file__).resolve().parents[1]
_SETS = ("nudging", "ace", "virus")
_PUBLISHED = {
    "naive Bayes (published)": {
        "nudging": (71.7, 65.3, 9.3), "ace": (82.9, 90.5, 4.9), "virus": (71.2, 73.9, 8.2),
    },
    "logistic (published)": {
        "nudging": (66.9, 62.1, 9.5), "ace": (81.1, 88.5, 5.9), "virus": (70.3, 73.7, 8.3),
    },
    "SVM (published)": {
        "nudging": (66.2, 60.2, 10.1), "ace": (75.8, 86.2, 7.1), "virus": (69.7, 73.4, 8.5),
    },
}  # fmt: skip


def add_options(parser: argparse._ArgumentGroup) -> None:
    parser.add_argument(
        "--screening-data", type=Path, default=_ROOT.parent / "shared" / "papers" / "screening"
    )
    parser.add_argument("--screening-runs", type=int, default=15)
    parser.add_argument("--rankers", nargs="+", default=list(RANKERS))
    parser.add_argument(
        "--screening-lab",
        type=Path,
        help="a folder that keeps the encoder's vectors (a quarter of an hour) for the next time",
    )


def main(options: argparse.Namespace) -> None:
    paths = {name: options.screening_data / f"{name}.csv" for name in _SETS}
    missing = [path.name for path in paths.values() if not path.is_file()]
    if missing:
        raise SystemExit(
            f"{options.screening_data} has no {', '.join(missing)}: --screening-data FOLDER"
        )
    _head()
    for who, figures in _PUBLISHED.items():
        print(f"{who:<24}" + "".join(_cell(*figures[name]) for name in _SETS))
    with tempfile.TemporaryDirectory() as folder:
        encode = _encoder(options.screening_lab or Path(folder) / "lab")
        wants_vectors = any(map(needs_vectors, options.rankers))
        sets = {
            name: _read(path, encode if wants_vectors else None) for name, path in paths.items()
        }
    means: dict[str, dict[str, float]] = {}
    for ranker in options.rankers:
        began = time.perf_counter()
        done = {
            name: simulate(features, labels, ranker=ranker, n_runs=options.screening_runs)
            for name, (features, labels) in sets.items()
        }
        a_run = (time.perf_counter() - began) / (len(sets) * options.screening_runs)
        _show(ranker, done, a_run)
        means[ranker] = {name: simulation.wss95.mean for name, simulation in done.items()}
    _show_held_out(means)


def _encoder(lab: Path) -> Vectors:
    """The embedded encoder, its vectors kept in a workspace."""
    lab.mkdir(parents=True, exist_ok=True)
    made = (lab / ".tenfold").is_dir()
    return partial(text_vectors, Workspace.find(lab) if made else Workspace.create(lab))


def _read(path: Path, encode: Vectors | None) -> tuple[Features, tuple[int, ...]]:
    records = read_labelled(path)
    vectors = encode(joined(records.titles, records.abstracts)) if encode else None
    return text_features(records.titles, records.abstracts, vectors=vectors), records.labels


def _show_held_out(means: dict[str, dict[str, float]]) -> None:
    """For each set the ranker that is best on the others, and what it gives on this one."""
    print("WSS@95 of the ranker that is best on the two other sets (the set itself has no say):")
    for name in _SETS:
        best = max(means, key=lambda ranker: sum(means[ranker][n] for n in _SETS if n != name))
        print(f"  {name:<10}{100 * means[best][name]:.1f}  ({best})")


def _head() -> None:
    print(
        "WSS@95 / RRF@10 / ATD in percent, means; below: half the 95 % interval of WSS@95, WSS@95"
    )
    print("with the recall reached in the place of 95 %, and what the stopping rule read and found")
    print(" " * 24 + "".join(f"{name:>24}" for name in _SETS))


def _cell(*values: float) -> str:
    return f"{' / '.join(f'{value:.1f}' for value in values):>24}"


def _show(ranker: str, done: dict[str, Simulation], a_run: float) -> None:
    print(
        f"{ranker:<24}" + "".join(_figures(done[name]) for name in _SETS) + f"  {a_run:.2f} s a run"
    )
    print(f"{'  half an interval':<24}" + "".join(_half(done[name]) for name in _SETS))
    print(f"{'  recall as reached':<24}" + "".join(_as_reached(done[name]) for name in _SETS))
    print(f"{'  read, found at stop':<24}" + "".join(_stop(done[name]) for name in _SETS))


def _figures(done: Simulation) -> str:
    return _cell(*(100 * mean.mean for mean in (done.wss95, done.rrf10, done.atd)))


def _half(done: Simulation) -> str:
    values = [run.wss95 for run in done.runs]
    if done.wss95.high is None:
        return f"{'-':>24}"
    return f"{100 * (done.wss95.high - statistics.fmean(values)):>24.1f}"


def _as_reached(done: Simulation) -> str:
    """The found share where 95 % is passed is a little more than 95 %: ASReview counts from it."""
    n_to_find = done.n_included - 1
    reached = math.ceil(0.95 * n_to_find - 1e-9) / n_to_find
    return f"{100 * (done.wss95.mean + reached - 0.95):>24.1f}"


def _stop(done: Simulation) -> str:
    said = (
        f"{100 * done.read_at_stop:.0f}, {100 * done.recall_at_stop:.1f}; "
        f"{done.n_stopped_early} of {done.n_runs} below"
    )
    return f"{said:>24}"
