"""The peers' learning rates: validation curves of the Trainer at several rates, one seed.

What `methods.py` has was chosen here, by validation alone; test accuracies are not printed. Not part of
`make bench`: name it.
"""

from __future__ import annotations

import argparse
import dataclasses
import tempfile
from pathlib import Path

from benchmarks.data import NAMES, MissingDataError, load, tiny
from benchmarks.lab import Lab, declaration
from benchmarks.methods import BATCH_SIZE, FIVE, MethodSetting
from benchmarks.peers.process import run_peer

__all__ = ["add_options", "main"]

RATES = {
    "probe": (3e-3, 1e-2, 3e-2),
    "last2": (1e-4, 2e-4, 5e-4),
    "full": (5e-5, 1e-4, 2e-4),
    "lora": (1e-3, 2e-3, 5e-3),
    "adalora": (1e-3, 2e-3, 5e-3),
}


def add_options(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--tune-data", nargs="+", choices=NAMES, default=list(NAMES))
    group.add_argument("--tune-methods", nargs="+", choices=list(FIVE), default=list(FIVE))
    group.add_argument("--tune-rates", nargs="+", type=float, help="instead of those in the file")
    group.add_argument("--tune-epochs", type=int, help="instead of the data set's")
    group.add_argument("--tune-peer", choices=("trainer", "trainer_bf16"), default="trainer")
    group.add_argument("--tune-tiny", action="store_true", help="try the harness")


def main(options: argparse.Namespace) -> None:
    majority = MethodSetting("majority", "majority", 0.0, trains=False)
    for name in options.tune_data:
        try:
            dataset = tiny(load(name)) if options.tune_tiny else load(name)
        except MissingDataError as missing:
            print(f"{name}: skipped, {missing}")
            continue
        epochs = options.tune_epochs or dataset.epochs
        with tempfile.TemporaryDirectory() as folder:
            lab = Lab(Path(folder) / "lab")
            lab.add(dataset)
            lab.write_study("draws", declaration(dataset.name, majority.declared(1), seeds=1))
            material = lab.material("draws", epochs=epochs, batch_size=BATCH_SIZE)
        print(f"\n{name}: {dataset.note}; {epochs} epochs, validation accuracy after each")
        for method in options.tune_methods:
            for rate in options.tune_rates or RATES[method]:
                given = dataclasses.replace(material, rates={method: rate})
                run = run_peer(options.tune_peer, given, methods=[method], seeds=[0]).runs[0]
                curve = " ".join(f"{point.validation_accuracy:.3f}" for point in run.curve)
                print(f"  {method:<8} {rate:<8g} {curve}   ({run.cost.wall:.0f} s)", flush=True)
