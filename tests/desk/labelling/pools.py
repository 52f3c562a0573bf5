"""Small data sets to label, and annotators who know the answers."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tenfold.data import catalog
from tenfold.data.dataset import Dataset
from tenfold.data.reading import read_table
from tenfold.desk.labelling.opening import Labelling, open_labelling
from tenfold.desk.labelling.session import Asking, Session
from tenfold.store.workspace import Workspace

CLASSES = ("heart", "lung", "skin")


def write_csv(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def add_pool(
    workspace: Workspace,
    rows: Sequence[Sequence[str]],
    *,
    name: str = "pool",
    test: Path | None = None,
) -> Dataset:
    """An unlabelled data set; the first row names the columns."""
    path = write_csv(workspace.root / f"{name}.csv", rows)
    raw = read_table([path], splits={"test": test} if test else None)
    return catalog.add_unlabelled(workspace, raw, name=name)


def numbered(n: int) -> list[list[str]]:
    return [["text"], *([f"text number {i}"] for i in range(n))]


def opened(workspace: Workspace, n: int = 12, *, overlap: float | None = None) -> Labelling:
    """A labelling of `n` texts."""
    add_pool(workspace, numbered(n))
    return open_labelling(workspace, "pool", classes=CLASSES, overlap=overlap)


def session(labelling: Labelling, annotator: str = "ada", **asking: object) -> Session:
    """A session whose vectors are two numbers of a text's digest; most tests ask at random."""
    chosen = Asking(**{"strategy": "random", "batch": 4, **asking})  # type: ignore[arg-type]
    return labelling.session(annotator, chosen, vectors_of)


def vectors_of(texts: Sequence[str]) -> np.ndarray:
    rng = np.random.default_rng(len(texts))
    vectors = rng.normal(size=(len(texts), 8)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
