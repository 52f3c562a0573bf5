"""A peer as a process: its command line, and how the comparison starts it."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.material import Material
from benchmarks.peers.run import PeerRun, read_runs, save_runs
from benchmarks.timing import Cost, cost_of_command, sum_costs

__all__ = ["NAMES", "PeerResult", "carry_out", "run_peer", "why_not"]

_NEEDS = {
    "tutorial": "transformers, peft",
    "trainer": "transformers, accelerate, peft",
    "trainer_bf16": "transformers, accelerate, peft",
    "sentence": "sentence_transformers",
    "setfit_peer": "setfit",
}
NAMES = tuple(_NEEDS)


@dataclass(frozen=True)
class PeerResult:
    """The runs of a peer, and `start`: what its process took beside them (imports, reading)."""

    runs: list[PeerRun]
    start: Cost


def carry_out(
    run: Callable[[Material, str, int], PeerRun],
    *,
    prepare: Callable[[Material], object] | None = None,
) -> None:
    """The main function of a peer: each method with each seed, in one process and one after another.

    `prepare` does what is only paid once a process (late imports), so that no run is charged with it.
    Torch keeps its own number of threads (one a core) unless `--threads` is given.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("material", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--methods", nargs="+", required=True)
    parser.add_argument("--seeds", nargs="+", type=int, required=True)
    parser.add_argument("--threads", type=int)
    given = parser.parse_args()
    if given.threads:
        import torch

        torch.set_num_threads(given.threads)
    material = Material.read(given.material)
    if prepare is not None:
        prepare(material)
    runs = [run(material, method, seed) for seed in given.seeds for method in given.methods]
    save_runs(given.out, runs)


def why_not(name: str, python: str = sys.executable) -> str | None:
    """Why a peer cannot run: the last line that importing its libraries says; None where it can."""
    words = [python, "-c", f"import {_NEEDS[name]}"]
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    except OSError as error:
        return str(error)
    return (done.stderr.strip().splitlines() or ["no reason"])[-1] if done.returncode else None


def run_peer(
    name: str,
    material: Material,
    *,
    methods: Sequence[str],
    seeds: Sequence[int],
    python: str = sys.executable,
    threads: int | None = None,
) -> PeerResult:
    """Start `benchmarks.peers.NAME`, wait, and read what it made."""
    with tempfile.TemporaryDirectory() as folder:
        given, out = Path(folder) / "material.json", Path(folder) / "runs.json"
        material.save(given)
        words = [python, "-m", f"benchmarks.peers.{name}", str(given), str(out)]
        words += ["--methods", *methods, "--seeds", *map(str, seeds)]
        words += ["--threads", str(threads)] if threads else []
        whole = cost_of_command(words, Path(__file__).resolve().parents[2])
        runs = read_runs(out)
    return PeerResult(runs, whole - sum_costs(run.cost for run in runs))
