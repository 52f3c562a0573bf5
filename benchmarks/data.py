"""The data of the comparisons, read from `../shared/data`, without texts that stand twice.

Both sides get what `load` returns: tenfold as CSV files, a peer through tenfold's own split arrays.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["DATA_FOLDER", "NAMES", "Dataset", "MissingDataError", "load", "tiny"]

DATA_FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data"
SHOTS = 20
Rows = list[tuple[str, str]]


class MissingDataError(Exception):
    """The files are not beside the project."""


@dataclass(frozen=True)
class Dataset:
    """Rows of text and label. `test` is None where tenfold draws a fixed test set from `rows`.

    `epochs` is what both sides train; `note` says what was done to the data. `peers` are run unless
    others are asked for. `rates` are learning rates that the peers need here, by method, in place of
    those of `methods.py` (chosen on validation by `python -m benchmarks tuning`); `own_rates` are tenfold's in
    place of its defaults, chosen on validation too.
    """

    name: str
    rows: Rows
    test: Rows | None
    epochs: int
    note: str
    peers: tuple[str, ...] = field(default=("tutorial", "trainer", "sentence"))
    rates: Mapping[str, float] = field(default_factory=dict)
    own_rates: Mapping[str, float] = field(default_factory=dict)

    def write(self, folder: Path) -> list[Path]:
        """CSV files with the columns text and label: all rows, and the test file if there is one."""
        parts = {self.name: self.rows, f"{self.name}-test": self.test}
        paths = []
        for name, rows in parts.items():
            if rows is not None:
                paths.append(folder / f"{name}.csv")
                with paths[-1].open("w", newline="", encoding="utf-8") as file:
                    csv.writer(file).writerows([("text", "label"), *rows])
        return paths


def load(name: str) -> Dataset:
    """Read one data set. Raises MissingDataError with the file that is not there."""
    return _LOADERS[name]()


def tiny(dataset: Dataset) -> Dataset:
    """Three classes of ten rows, one epoch: shows that a harness works, measures nothing."""
    kept = sorted({label for _, label in dataset.rows})[:3]
    rows = [(text, label) for text, label in dataset.rows if label in kept]
    test = None
    if dataset.test is not None:
        test = _some_a_class([r for r in dataset.test if r[1] in kept], 4)
    note = f"{dataset.note}; TINY: 3 classes of 10 rows, 1 epoch, the figures mean nothing"
    return Dataset(dataset.name, _some_a_class(rows, 10), test, 1, note, dataset.peers)


def _symptom2disease() -> Dataset:
    raw = _read("symptom2disease/Symptom2Disease.csv", "text", "label")
    rows = _distinct(raw)
    return Dataset(
        "symptom2disease",
        rows,
        None,
        epochs=4,
        note=f"{len(raw)} rows, {len(raw) - len(rows)} of them repeat a text and are dropped",
        rates={"probe": 5e-2, "full": 4e-4, "last2": 1e-3, "lora": 5e-3, "adalora": 5e-3},
        own_rates={"full": 1e-4},
    )


def _banking77() -> Dataset:
    """Twenty texts a class: on all 10,003 a peer would take hours for one seed of five methods."""
    test = _distinct(_read("banking77/test.csv", "text", "category"))
    taken = {_normalised(text) for text, _ in test}
    raw = _read("banking77/train.csv", "text", "category")
    train = [row for row in _distinct(raw) if _normalised(row[0]) not in taken]
    rows = _some_a_class(train, SHOTS)
    return Dataset(
        "banking77",
        rows,
        test,
        epochs=8,
        note=f"{SHOTS} a class of {len(train)} training texts that stand once and not in test "
        f"(one fixed subset); the given test file",
        peers=("trainer", "sentence", "setfit_peer"),
        rates={"full": 2e-4, "last2": 5e-4},
    )


_LOADERS: Mapping[str, Callable[[], Dataset]] = {
    "symptom2disease": _symptom2disease,
    "banking77": _banking77,
}
NAMES = tuple(_LOADERS)


def _read(path: str, text: str, label: str) -> Rows:
    file = DATA_FOLDER / path
    if not file.is_file():
        raise MissingDataError(f"there is no {path} in the data folder beside the project")
    with file.open(newline="", encoding="utf-8") as lines:
        return [(row[text], row[label]) for row in csv.DictReader(lines)]


def _normalised(text: str) -> str:
    return " ".join(text.casefold().split())


def _distinct(rows: Rows) -> Rows:
    """The first row of each text, spaces and case apart."""
    first: dict[str, tuple[str, str]] = {}
    for row in rows:
        first.setdefault(_normalised(row[0]), row)
    return list(first.values())


def _some_a_class(rows: Rows, n: int) -> Rows:
    by_class: dict[str, Rows] = defaultdict(list)
    for row in rows:
        by_class[row[1]].append(row)
    draw = random.Random(0)
    return [row for own in by_class.values() for row in draw.sample(own, min(n, len(own)))]
