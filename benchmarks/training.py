"""CPU time of one thread for an epoch of training: tenfold's loop against the peers' steps.

Interleaved, three rounds after one that does not count, medians. The peers are float32 steps with dynamic
padding and batches of like length (what Hugging Face's Trainer does, without its own overhead), the same
under bfloat16 autocast, and padding to 128 tokens. The last is timed on a quarter of the examples: there
every example costs the same. All figures are milliseconds an example, so that this is comparable. Loading
a model and the states of frozen layers are outside the clock, tokenising is inside. Dropout is on for the
peers and off for tenfold, as either has it by default. No validation, no test: see `study_vs_scripts`
for whole runs, and for whether an epoch of one is worth one of the other.
"""

from __future__ import annotations

import argparse
import random
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from benchmarks.data import NAMES, MissingDataError, load
from benchmarks.methods import BATCH_SIZE
from benchmarks.own_epoch import tenfold_epoch_seconds
from benchmarks.timing import interleaved

__all__ = ["add_options", "main"]

KINDS = ("full", "lora", "adalora", "last2", "last1")
PEER = "dynamic padding"
_PADDED_SHARE = 4


def add_options(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--training-examples", type=int, default=64, metavar="N")
    group.add_argument("--training-kinds", nargs="+", choices=KINDS, default=list(KINDS))
    group.add_argument("--training-rounds", type=int, default=3, metavar="N")


@dataclass(frozen=True)
class Sample:
    """Some texts of a data set, with labels as numbers."""

    texts: list[str]
    labels: list[int]

    def first(self, n: int) -> Sample:
        return Sample(self.texts[:n], self.labels[:n])


def main(options: argparse.Namespace) -> None:
    import torch

    torch.set_num_threads(1)
    for name in NAMES:
        try:
            sample = _sample(name, options.training_examples)
        except MissingDataError as missing:
            print(f"{name}: skipped, {missing}")
            continue
        print(
            f"\n{name}: {len(sample.texts)} random texts, batches of {BATCH_SIZE}, one thread; "
            f"milliseconds of CPU an example, median of {options.training_rounds} (range)"
        )
        for kind in options.training_kinds:
            _compare(kind, sample, options.training_rounds)


def _sample(name: str, n: int) -> Sample:
    rows = load(name).rows
    drawn = random.Random(0).sample(rows, min(n, len(rows)))
    classes = sorted({label for _, label in rows})
    return Sample([text for text, _ in drawn], [classes.index(label) for _, label in drawn])


def _compare(kind: str, sample: Sample, n_rounds: int) -> None:
    from tenfold.models.embedded import embedded_folder

    folder = str(embedded_folder())
    work = _peers(kind, folder, sample)
    work["tenfold"] = lambda: _each(
        tenfold_epoch_seconds(kind, sample.texts, sample.labels, batch_size=BATCH_SIZE), sample
    )
    _show(kind, interleaved(work, n_rounds=n_rounds))


def _each(seconds: float, sample: Sample) -> float:
    return 1000 * seconds / len(sample.texts)


def _peers(kind: str, folder: str, sample: Sample) -> dict[str, Callable[[], float]]:
    from transformers.utils import logging

    from benchmarks.peers.epoch import epoch_cpu_seconds
    from benchmarks.peers.tutorial import PADDED_LENGTH

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    fewer = sample.first(max(BATCH_SIZE, len(sample.texts) // _PADDED_SHARE))

    def step(own: Sample, pad_to: int | None = None, bf16: bool = False) -> Callable[[], float]:
        return lambda: _each(
            epoch_cpu_seconds(
                folder,
                own.texts,
                own.labels,
                kind,
                batch_size=BATCH_SIZE,
                pad_to=pad_to,
                bf16=bf16,
            ),
            own,
        )

    return {
        f"pad {PADDED_LENGTH}": step(fewer, PADDED_LENGTH),
        PEER: step(sample),
        f"{PEER}, bf16 autocast": step(sample, bf16=True),
    }


def _show(kind: str, milliseconds: Mapping[str, list[float]]) -> None:
    for name, own in milliseconds.items():
        ratios = [theirs / ours for theirs, ours in zip(milliseconds[PEER], own, strict=True)]
        print(
            f"{kind:<8} {name:<32} {statistics.median(own):8.2f} ms ({min(own):.2f} to {max(own):.2f})"
            f"   {statistics.median(ratios):6.2f} x as fast as {PEER}"
        )
