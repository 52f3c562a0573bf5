"""How a study's cost grows: with seeds, methods, examples and the length of texts.

CPU seconds of `tenfold study run` in a fresh workspace, all its processes. From each is taken what a study of
`majority` alone costs on the same data (start-up, audit, report), so that growth is that of the work.
`growth` says how many times the work grew from one line to the next; `order` is its exponent: 0 where it
does not grow, 1 where it grows as the dimension does. `one seed more` is a tenth seed after nine, and
`one method more` the last method added to the others, in the workspace that has them.

One round, so small orders carry the noise of the machine. The texts are made up; fine-tuning is stood
for by the last layer, trained for two epochs, where this version has it.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.data import Dataset
from benchmarks.lab import Lab, declaration, split_built
from benchmarks.methods import MethodSetting
from benchmarks.synthetic import make_synthetic

__all__ = ["add_options", "main"]

N_EXAMPLES, N_WORDS, N_SEEDS, N_EPOCHS = 320, 24, 2, 2
FLOOR = MethodSetting("majority", "majority", 0.0, trains=False)
PROBE = MethodSetting("probe", "probe", 0.0, trains=False)
WORDS = MethodSetting("words", "tfidf", 0.0, trains=False)
CENTROID = MethodSetting("centroid", "nearest-centroid", 0.0, trains=False)
LAST = MethodSetting("last1", "last-k", 0.0, fields={"k": 1})


def add_options(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--dimensions",
        nargs="+",
        choices=list(_DIMENSIONS),
        default=list(_DIMENSIONS),
        help="of scaling",
    )


def main(options: argparse.Namespace) -> None:
    for name in options.dimensions:
        with tempfile.TemporaryDirectory() as folder:
            _DIMENSIONS[name](Path(folder))


def _seeds(folder: Path) -> None:
    dataset = make_synthetic(N_EXAMPLES, N_WORDS)
    floor = _floor(folder, dataset)
    for methods in ([PROBE], _trained()):
        if not methods:
            continue
        numbers = (1, 3, 9)
        labs = [_lab(folder, dataset) for _ in numbers]
        costs = [
            _cost(lab, dataset, methods, n) - floor for lab, n in zip(labs, numbers, strict=True)
        ]
        _show(f"seeds ({_names(methods)})", numbers, costs)
        more = _cost(labs[-1], dataset, methods, numbers[-1] + 1) - floor
        print(f"  one seed more: {more:.1f} s, {more / costs[-1]:.2f} of what {numbers[-1]} took")


def _methods(folder: Path) -> None:
    dataset = make_synthetic(N_EXAMPLES, N_WORDS)
    floor = _floor(folder, dataset)
    every = [PROBE, CENTROID, WORDS, *_trained()]
    numbers = range(1, len(every) + 1)
    labs = [_lab(folder, dataset) for _ in numbers]
    costs = [
        _cost(lab, dataset, every[:n], N_SEEDS) - floor
        for lab, n in zip(labs, numbers, strict=True)
    ]
    _show(f"methods ({_names(every)})", numbers, costs)
    more = _cost(labs[-2], dataset, every, N_SEEDS) - floor
    print(f"  one method more ({every[-1].name}): {more:.1f} s")


def _examples(folder: Path) -> None:
    numbers = (160, 320, 640, 1280)
    methods = [PROBE, *_trained()]
    costs = [_work(folder, make_synthetic(n, N_WORDS), methods) for n in numbers]
    _show(f"examples ({_names(methods)})", numbers, costs)


def _length(folder: Path) -> None:
    numbers = (8, 24, 72)
    methods = [PROBE, *_trained()]
    costs = [_work(folder, make_synthetic(N_EXAMPLES, n), methods) for n in numbers]
    _show(f"words a text ({_names(methods)})", numbers, costs)


_DIMENSIONS = {"seeds": _seeds, "methods": _methods, "examples": _examples, "length": _length}


def _trained() -> list[MethodSetting]:
    built, missing = split_built([LAST])
    if missing:
        print(f"\n{', '.join(missing)} left out: this version does not have its kind")
    return built


def _lab(folder: Path, dataset: Dataset) -> Lab:
    lab = Lab(Path(tempfile.mkdtemp(dir=folder)) / "lab")
    lab.add(dataset)
    return lab


def _cost(lab: Lab, dataset: Dataset, methods: Sequence[MethodSetting], n_seeds: int) -> float:
    declared = "".join(method.declared(N_EPOCHS) for method in methods)
    lab.write_study("grown", declaration(dataset.name, declared, seeds=n_seeds))
    return lab.run("grown").cpu


def _floor(folder: Path, dataset: Dataset) -> float:
    """CPU seconds of a study that only counts classes; what its seeds cost is next to nothing."""
    return _cost(_lab(folder, dataset), dataset, [FLOOR], N_SEEDS)


def _work(folder: Path, dataset: Dataset, methods: Sequence[MethodSetting]) -> float:
    """CPU seconds of a study from nothing, less the floor."""
    return _cost(_lab(folder, dataset), dataset, methods, N_SEEDS) - _floor(folder, dataset)


def _names(methods: Sequence[MethodSetting]) -> str:
    return ", ".join(method.name for method in methods)


def _show(title: str, numbers: Sequence[int], costs: Sequence[float]) -> None:
    print(f"\n{title}\n  {'':>6} {'CPU s':>8} {'growth':>8} {'order':>6}")
    before: tuple[int, float] | None = None
    for number, cost in zip(numbers, costs, strict=True):
        line = f"  {number:>6} {cost:8.1f}"
        if before is not None and before[1] > 0 and cost > 0:
            growth = cost / before[1]
            line += f" {growth:7.2f}x {math.log(growth) / math.log(number / before[0]):6.2f}"
        print(line, flush=True)
        before = (number, cost)
