"""What to label next: strategies over the frozen features.

`uncertainty`
    The smallest margin between the two likeliest classes of a probe fitted on the labels so far (Scheffer,
    Decomain and Wrobel 2001, "Active Hidden Markov Models for Information Extraction").
`diversity`
    One typical text of each of the largest regions that have no label yet: k-means over all texts with as
    many clusters as there are labels and texts to ask, and of each cluster the text nearest to its centre
    (TypiClust: Hacohen, Dekel and Weinshall 2022, "Active Learning on a Budget", with the nearest to the centre
    in place of their density). k-centre greedy (Sener and Savarese 2018), which takes the farthest text each
    time, was worse than chance with few labels: it takes outliers first (docs/labelling.md).
`mixed`
    `diversity` until there are twice as many labels as classes; then typical texts of clusters among the ten
    times as many candidates that have the smallest margins (the two stages of Zhdanov 2019, "Diverse mini-batch
    Active Learning").
`random`
    The honest baseline, and the only one whose labelled texts stand for all texts.

All are deterministic given the vectors, what has been labelled, and the seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from tenfold.errors import InputError, nearest

if TYPE_CHECKING:
    import numpy as np
    from jaxtyping import Float32, Int

__all__ = ["STRATEGIES", "Known", "Strategy", "check_strategy", "propose"]

Strategy = Literal["mixed", "uncertainty", "diversity", "random"]
STRATEGIES: tuple[Strategy, ...] = get_args(Strategy)
_PROBE_C = 30.0
"""The probe's own default without validation (`models/methods/probe.py`)."""
_SHORTLIST = 10
_LABELS_PER_CLASS = 2
"""`mixed` trusts the probe from here on: 1, 2 and 3 were tried on BANKING77 (docs/labelling.md)."""
_MOST_CLUSTERS = 100
_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Known:
    """What has been labelled: positions in the vectors, and the class (0, 1, ...) of each; both of length n."""

    positions: Int[np.ndarray, " labelled"]
    classes: Int[np.ndarray, " labelled"]

    @property
    def n_classes(self) -> int:
        """How many classes have a label."""
        return len(set(self.classes.tolist()))


def check_strategy(name: str) -> Strategy:
    """The strategy of this name. Raises InputError with the nearest name."""
    for strategy in STRATEGIES:
        if strategy == name:
            return strategy
    raise InputError(
        f"no such strategy: {name!r}.",
        code="TF-DATA-071",
        where="--strategy",
        remedy=nearest(name, STRATEGIES),
    )


def propose(
    strategy: Strategy,
    vectors: Float32[np.ndarray, "texts width"],
    candidates: Int[np.ndarray, " candidates"],
    known: Known,
    *,
    n: int,
    seed: int,
    n_classes: int,
) -> list[int]:
    """Positions of the `n` candidates (or all, where there are fewer) to ask next, the first first.

    `vectors` (n_texts, width) have length one. `candidates` are positions of texts that may be asked, in any
    order; the labelled ones are not among them. `n_classes` counts all classes that there may be. Equal
    arguments give an equal answer.
    """
    import numpy as np

    candidates = np.sort(candidates)
    rng = np.random.default_rng(seed)
    if strategy == "random":
        return [int(i) for i in rng.permutation(candidates)[:n]]
    if not _trusts_probe(strategy, known, n_classes):
        return _typical(vectors, candidates, known.positions, n=n, rng=rng)
    least = candidates[np.argsort(_margins(vectors, candidates, known), kind="stable")]
    if strategy == "uncertainty":
        return [int(i) for i in least[:n]]
    return _typical(vectors, np.sort(least[: _SHORTLIST * n]), candidates[:0], n=n, rng=rng)


def _trusts_probe(strategy: Strategy, known: Known, n_classes: int) -> bool:
    if strategy == "diversity" or known.n_classes < 2:
        return False
    return strategy == "uncertainty" or len(known.classes) >= _LABELS_PER_CLASS * n_classes


def _margins(
    vectors: Float32[np.ndarray, "texts width"],
    candidates: Int[np.ndarray, " candidates"],
    known: Known,
) -> np.ndarray:
    """How far the likeliest class is ahead of the next, for each candidate; from 0 (undecided) to 1."""
    import numpy as np

    from tenfold.models.methods.logistic import fit_logistic

    present, classes = np.unique(known.classes, return_inverse=True)
    fitted = fit_logistic(vectors[known.positions], classes, n_classes=len(present), C=_PROBE_C)
    probabilities = fitted.probabilities(vectors[candidates])
    two = np.partition(probabilities, -2, axis=1)[:, -2:]
    return np.asarray(two[:, 1] - two[:, 0])


def _typical(
    vectors: Float32[np.ndarray, "texts width"],
    candidates: Int[np.ndarray, " candidates"],
    labelled: Int[np.ndarray, " labelled"],
    *,
    n: int,
    rng: np.random.Generator,
) -> list[int]:
    """The candidate nearest to the centre of each of `n` clusters: few labels first, then the large ones.

    Where clusters are fewer than `n`, the next of each follow.
    """
    import numpy as np

    k = min(len(labelled) + n, _MOST_CLUSTERS, len(candidates))
    own = vectors[candidates]
    centres = _centres(np.concatenate([own, vectors[labelled]]), k, rng)
    distance = _squared(own, centres)
    cluster = distance.argmin(axis=1)
    n_labelled = np.bincount(_squared(vectors[labelled], centres).argmin(axis=1), minlength=k)
    size = np.bincount(cluster, minlength=k)
    nearness = distance[np.arange(len(own)), cluster]
    turn = np.empty(len(own), dtype=np.int64)  # the how-manieth of its cluster a candidate is
    order = np.lexsort((nearness, cluster))
    turn[order] = np.arange(len(own)) - np.repeat(np.cumsum(size) - size, size)
    ranked = np.lexsort((nearness, -size[cluster], turn + n_labelled[cluster]))
    return [int(candidates[at]) for at in ranked[:n]]


def _centres(points: np.ndarray, k: int, rng: np.random.Generator) -> np.ndarray:
    """`k` centres by k-means (Lloyd), begun by the greedy k-means++ of Arthur and Vassilvitskii (2007): of a
    few draws the one that brings all points nearest to a centre. With single draws the first batch was worse.
    """
    import numpy as np

    picked = [int(rng.integers(len(points)))]
    distance = _squared(points, points[picked])[:, 0].astype(np.float64)
    n_draws = 2 + int(np.log(k))
    while len(picked) < k:
        total = distance.sum()
        share = distance / total if total > 0 else np.full(len(points), 1 / len(points))
        drawn = rng.choice(len(points), size=n_draws, p=share)
        closer = np.minimum(distance[:, None], _squared(points, points[drawn]))
        best = int(closer.sum(axis=0).argmin())
        picked.append(int(drawn[best]))
        distance = closer[:, best]
    centres = points[picked]
    for _round in range(_ROUNDS):
        cluster = _squared(points, centres).argmin(axis=1)
        members = (cluster == np.arange(k)[:, None]).astype(points.dtype)
        sizes = members.sum(axis=1, keepdims=True)
        centres = np.where(sizes > 0, members @ points / np.maximum(sizes, 1), centres)
    return np.asarray(centres)


def _squared(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Squared distances, (n_points, n_centres)."""
    import numpy as np

    lengths = (points**2).sum(axis=1)[:, None] + (centres**2).sum(axis=1)[None, :]
    return np.asarray(np.maximum(lengths - 2.0 * (points @ centres.T), 0.0))
