"""Near duplicates: tenfold beside datasketch and others, on one set with planted copies.

Every way runs in a process of its own, A B A B ..., on the same texts (`planted.make_planted`).
Recall and precision count pairs of rows; `text_dedup` says only which rows it would drop, so for it
they count rows: one of each planted pair should go. Peak memory is the whole process, texts and
imports (`before`) among it.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.near import NAMES
from benchmarks.planted import Planted, make_planted
from benchmarks.timing import Cost

__all__ = ["add_options", "main", "quality"]

_ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Trial:
    """One search: what it took, and its recall and precision against the planted pairs."""

    cost: Cost
    before_mb: int
    peak_mb: int
    recall: float
    precision: float
    n_found: int


def add_options(parser: argparse._ArgumentGroup) -> None:
    parser.add_argument("--texts", type=int, default=100_000, help="how many texts")
    parser.add_argument("--full", action="store_true", help="1,000,000 texts, tenfold alone")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--ways", nargs="+", choices=NAMES, default=["tenfold", "datasketch", "rensa"]
    )
    parser.add_argument(
        "--near-python", default=sys.executable, help="a Python that has text-dedup or semhash"
    )


def main(options: argparse.Namespace) -> None:
    n_texts = 1_000_000 if options.full else options.texts
    ways = ["tenfold"] if options.full else options.ways
    n_rounds = 1 if options.full else options.rounds
    planted = make_planted(n_texts)
    print(f"{n_texts} texts, {len(planted.pairs)} planted near copies, {n_rounds} rounds")
    trials: dict[str, list[Trial]] = {way: [] for way in ways}
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "texts.json"
        given.write_text(json.dumps(planted.texts), encoding="utf-8")
        for _ in range(n_rounds):
            for way in ways:
                trials[way].append(_trial(way, planted, given, options.near_python))
    _show(trials)


def _trial(way: str, planted: Planted, given: Path, near_python: str) -> Trial:
    out = given.with_name("found.json")
    own = way not in ("text_dedup", "semhash")
    words = [sys.executable if own else near_python, "-m", "benchmarks.peers.near", way]
    folders = f"{_ROOT}{os.pathsep}{_ROOT / 'src'}"
    done = subprocess.run(
        [*words, str(given), str(out)],
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": folders},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"{way} ended with status {done.returncode}:\n{done.stderr[-1500:]}")
    said = json.loads(out.read_text(encoding="utf-8"))
    recall, precision = quality(planted, {(min(pair), max(pair)) for pair in said["pairs"]})
    cost = Cost(said["wall"], said["cpu"])
    return Trial(cost, said["before_mb"], said["peak_mb"], recall, precision, len(said["pairs"]))


def quality(planted: Planted, found: set[tuple[int, int]]) -> tuple[float, float]:
    dropped = {a for a, b in found if a == b}
    if not dropped:
        right = len(found & planted.pairs)
        return right / len(planted.pairs), right / max(len(found), 1)
    caught = sum(a in dropped or b in dropped for a, b in planted.pairs)
    return caught / len(planted.pairs), caught / len(dropped)


def _show(trials: dict[str, list[Trial]]) -> None:
    """Medians, and how many times tenfold's time each took, round by round."""
    print(
        f"{'':<14} {'recall':>7} {'precision':>9} {'wall s':>8} {'CPU s':>8} {'peak MB':>8} "
        f"{'(before)':>8} {'x wall':>7} {'x CPU':>7}"
    )
    own = trials.get("tenfold", [])
    for way, rounds in trials.items():
        last = rounds[-1]
        wall, cpu = (
            statistics.median(getattr(trial.cost, kind) for trial in rounds)
            for kind in ("wall", "cpu")
        )
        ratios = [
            statistics.median(
                getattr(a.cost, kind) / getattr(b.cost, kind)
                for a, b in zip(rounds, own, strict=True)
            )
            if own
            else float("nan")
            for kind in ("wall", "cpu")
        ]
        print(
            f"{way:<14} {last.recall:7.4f} {last.precision:9.4f} {wall:8.1f} {cpu:8.1f} "
            f"{max(t.peak_mb for t in rounds):8d} {last.before_mb:8d} "
            f"{ratios[0]:7.1f} {ratios[1]:7.1f}"
        )
