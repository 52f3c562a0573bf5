"""What the proposals of `tenfold data label` are worth: accuracy of a probe by the number of labels.

The labels that a person would give are those of the data. Each seed draws a part of the training texts as the
pool, asks the strategy for ten texts at a time, and scores a probe fitted on the labels so far on held-out
texts. Written beside the docs: `docs/images/labelling.svg`; the figures are printed.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from scipy import stats

from benchmarks.data import DATA_FOLDER, Rows, load
from tenfold.desk.labelling.proposals import STRATEGIES, Known, Strategy, propose
from tenfold.desk.vectors import text_vectors
from tenfold.models.methods.logistic import fit_logistic
from tenfold.store.workspace import Workspace

OUT = Path(__file__).resolve().parents[1] / "docs" / "images" / "labelling.svg"
SIZES = {
    "symptom2disease": (20, 40, 60, 80, 100, 150, 200, 300),
    "banking77": (50, 100, 150, 200, 300, 400, 600),
    "sms_spam": (20, 40, 60, 100, 150, 200),
    "sentiment_sentences": (20, 40, 60, 100, 150, 200),
}
DRAWN = ("symptom2disease", "banking77")
N_HELD_OUT, MOST_POOL, BATCH, C = 300, 5000, 10, 30.0
Curves = Mapping[Strategy, np.ndarray]


def add_options(parser: argparse._ArgumentGroup) -> None:
    """Options of this benchmark."""
    parser.add_argument("--label-seeds", type=int, default=10, help="pools that are drawn")


def curves(name: str, n_seeds: int, vectors: np.ndarray, labels: np.ndarray, n: int) -> Curves:
    """Accuracy (n_seeds, n_sizes) of each strategy. The first `n` vectors are training texts."""
    found: dict[Strategy, np.ndarray] = {}
    for strategy in STRATEGIES:
        runs = [_run(strategy, seed, vectors, labels, n, SIZES[name]) for seed in range(n_seeds)]
        found[strategy] = np.array(runs)
        means = found[strategy].mean(axis=0)
        shown = "  ".join(f"{n}: {m:.3f}" for n, m in zip(SIZES[name], means, strict=True))
        print(f"{name}  {strategy:12s}  {shown}", flush=True)
    return found


def _run(
    strategy: Strategy,
    seed: int,
    vectors: np.ndarray,
    labels: np.ndarray,
    n: int,
    sizes: tuple[int, ...],
) -> list[float]:
    order = np.array(random.Random(seed).sample(range(n), n))
    held_out = np.arange(n, len(vectors)) if len(vectors) > n else order[:N_HELD_OUT]
    pool = order[0 if len(vectors) > n else N_HELD_OUT :][:MOST_POOL]
    asked: list[int] = []
    scores = []
    while len(asked) < max(sizes):
        at = np.array(asked, dtype=np.int64)
        known = Known(at, labels[at])
        asked += propose(
            strategy, vectors, np.setdiff1d(pool, at), known,
            n=BATCH, seed=1000 * seed + len(asked), n_classes=int(labels.max()) + 1,
        )  # fmt: skip
        if len(asked) in sizes:
            scores.append(_accuracy(vectors, labels, np.array(asked), held_out))
    return scores


def _accuracy(
    vectors: np.ndarray, labels: np.ndarray, asked: np.ndarray, held_out: np.ndarray
) -> float:
    present, classes = np.unique(labels[asked], return_inverse=True)
    fitted = fit_logistic(vectors[asked], classes, n_classes=len(present), C=C)
    guessed = present[fitted.probabilities(vectors[held_out]).argmax(axis=1)]
    return float((guessed == labels[held_out]).mean())


def interval(scores: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean over seeds with its 95 % t interval, each (n_sizes,)."""
    mean = scores.mean(axis=0)
    half = stats.t.ppf(0.975, len(scores) - 1) * scores.std(axis=0, ddof=1) / len(scores) ** 0.5
    return mean, mean - half, mean + half


def say(name: str, found: Curves) -> None:
    """Gains over `random`, seed by seed on the same pools."""
    for strategy in STRATEGIES:
        if strategy == "random":
            continue
        mean, low, high = interval(found[strategy] - found["random"])
        parts = [
            f"{n}: {m:+.3f} [{a:+.3f}, {b:+.3f}]"
            for n, m, a, b in zip(SIZES[name], mean, low, high, strict=True)
        ]
        print(f"{name}  {strategy} minus random  {'  '.join(parts)}")


def draw(found: Mapping[str, Curves], out: Path, n_seeds: int) -> None:
    """Two panels, one a data set."""
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams.update({"svg.hashsalt": "tenfold", "font.size": 10})
    import matplotlib.pyplot as plt

    style: dict[Strategy, tuple[str, str]] = {
        "mixed": ("#0072b2", "-"), "random": ("#555555", "--"),
        "uncertainty": ("#d55e00", ":"), "diversity": ("#009e73", "-."),
    }  # fmt: skip
    figure, axes = plt.subplots(1, len(found), figsize=(9, 3.8), squeeze=False)
    for axis, (name, of_data) in zip(axes[0], found.items(), strict=True):
        for strategy, scores in of_data.items():
            colour, dash = style[strategy]
            mean, low, high = interval(scores)
            axis.plot(SIZES[name], mean, dash, color=colour, label=strategy)
            axis.fill_between(SIZES[name], low, high, color=colour, alpha=0.15, linewidth=0)
        axis.set(title=name, xlabel="labels given", ylabel="accuracy on held-out texts")
        axis.grid(alpha=0.3)
    axes[0][-1].legend(loc="lower right", title=f"mean of {n_seeds} pools, 95 %")
    figure.tight_layout()
    figure.savefig(out, metadata={"Date": None})


def texts_of(name: str) -> tuple[Rows, int]:
    """Distinct texts with their labels, and how many of them, the first ones, are training texts."""
    if name in DRAWN:
        data = load(name)
        return [*data.rows, *(data.test or [])], len(data.rows)
    distinct: dict[str, str] = {}
    for file in sorted(
        (DATA_FOLDER / name).glob("S*Collection" if name == "sms_spam" else "*_l*.txt")
    ):
        lines = file.read_text(encoding="utf-8").split("\n")
        for line in lines[1:] if name == "sms_spam" else lines:  # after its header
            label, _, text = line.partition("\t")
            if name != "sms_spam":
                text, _, label = line.rpartition("\t")
            if text.strip():
                distinct.setdefault(text.strip(), label)
    return list(distinct.items()), len(distinct)


def main(options: argparse.Namespace) -> None:
    """Run the four data sets, print, draw two of them."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.create(Path(folder))
        for name in SIZES:
            rows, n = texts_of(name)
            vectors = text_vectors(workspace, [text for text, _ in rows])
            labels = np.unique([label for _, label in rows], return_inverse=True)[1]
            found[name] = curves(name, options.label_seeds, vectors, labels, n)
            say(name, found[name])
    draw({name: found[name] for name in DRAWN}, OUT, options.label_seeds)
    print(f"Drawn: {OUT}")
