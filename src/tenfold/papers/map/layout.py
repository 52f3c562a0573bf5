"""Where the nodes of a graph stand: near what they are joined to, apart from the rest.

Each connected part is laid out by itself, and the parts are packed around the largest. Within a part, leaves
(nodes joined to one node alone) stand around the node that they hang on. The others, the core, start where
their distances in the graph put them (pivot MDS: Brandes and Pich, 2006) and are then moved by forces
(Fruchterman and Reingold, 1991).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from tenfold.papers.map.graph import PaperGraph

if TYPE_CHECKING:
    from jaxtyping import Float

    Points = Float[np.ndarray, "points 2"]

__all__ = ["LAYOUT_VERSION", "lay_out"]

LAYOUT_VERSION = "1"
_N_PIVOTS = 24
_MOST_ROUNDS = 50
_PAIRS = 200_000_000  # what the rounds may come to: about 1.5 s
_GAP = 1.0
_JITTER = 0.1  # nodes that are equally far from every pivot would start on one spot
_ROOM = 0.3  # within how far half of a part lies, for the root of its nodes
_GOLDEN = math.pi * (3 - math.sqrt(5))


def lay_out(graph: PaperGraph, *, seed: int = 0) -> dict[str, tuple[float, float]]:
    """A place for each node; two that are joined are about 1 apart, in a dense part more.

    The same graph and seed give the same.
    """
    rng = np.random.default_rng(seed)
    parts = [_part(graph, part, rng, seed) for part in _parts(graph)]
    parts.sort(key=lambda part: (-_radius(part), min(part)))
    placed: dict[str, tuple[float, float]] = {}
    radii = [_radius(part) for part in parts]
    for part, (dx, dy) in zip(parts, _packed(radii), strict=True):
        placed |= {key: (round(x + dx, 3), round(y + dy, 3)) for key, (x, y) in part.items()}
    return {key: placed[key] for key in graph.nodes}


def _parts(graph: PaperGraph) -> list[list[str]]:
    """The connected parts, each in the order of its keys."""
    seen: set[str] = set()
    parts = []
    for start in graph.nodes:
        if start in seen:
            continue
        part, left = {start}, [start]
        while left:
            new = graph.neighbours[left.pop()] - part
            part |= new
            left += new
        seen |= part
        parts.append(sorted(part))
    return parts


def _part(
    graph: PaperGraph, part: Sequence[str], rng: np.random.Generator, seed: int
) -> dict[str, tuple[float, float]]:
    """One connected part, about the origin."""
    core = [key for key in part if len(graph.neighbours[key]) > 1] or list(part[:1])
    inside = set(core)
    leaves: dict[str, list[str]] = {}
    for key in part:
        if key not in inside:
            leaves.setdefault(min(graph.neighbours[key]), []).append(key)
    points = _core(graph, core, rng, seed)
    points -= points.mean(axis=0)
    points *= _stretch(points, len(part))
    placed = {key: (float(x), float(y)) for key, (x, y) in zip(core, points, strict=True)}
    for parent, own in leaves.items():
        placed |= _around(placed[parent], own)
    return placed


def _around(centre: tuple[float, float], leaves: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Leaves like the seeds of a sunflower, from the first ring on."""
    places = {}
    for n, key in enumerate(leaves):
        distance, angle = 0.18 * math.sqrt(n + 4), n * _GOLDEN
        places[key] = (
            centre[0] + distance * math.cos(angle),
            centre[1] + distance * math.sin(angle),
        )
    return places


def _core(graph: PaperGraph, core: Sequence[str], rng: np.random.Generator, seed: int) -> Points:
    import rustworkx as rx

    n = len(core)
    if n == 1:
        return np.zeros((1, 2))
    index = {key: i for i, key in enumerate(core)}
    pairs = [
        (index[e.source], index[e.target])
        for e in graph.edges
        if e.source in index and e.target in index
    ]
    start = _pivot_mds(n, pairs) + rng.normal(scale=_JITTER, size=(n, 2))
    plain = rx.PyGraph(multigraph=False)
    plain.add_nodes_from(range(n))
    plain.add_edges_from_no_data(pairs)
    rounds = int(min(_MOST_ROUNDS, max(5, _PAIRS // (n * n))))
    found = rx.spring_layout(
        plain,
        pos={i: (float(x), float(y)) for i, (x, y) in enumerate(start)},
        num_iter=rounds,
        seed=seed,
    )
    points = np.array([found[i] for i in range(n)])
    ends = np.array(pairs)
    length = float(np.median(np.linalg.norm(points[ends[:, 0]] - points[ends[:, 1]], axis=1)))
    return points / length if length > 0 else points


def _stretch(points: Points, n_nodes: int) -> float:
    """What gives as many nodes as the part has with its leaves the room that they need: at least 1."""
    half = float(np.median(np.hypot(points[:, 0], points[:, 1])))
    return max(1.0, _ROOM * math.sqrt(n_nodes) / half) if half > 0 else 1.0


def _pivot_mds(n: int, pairs: Sequence[tuple[int, int]]) -> Points:
    """The first two dimensions of the distances to a few pivots that are far from each other, about 1 wide."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import shortest_path

    ends = np.array(pairs)
    joined = csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(n, n))
    pivot, nearest, columns = 0, np.full(n, np.inf), []
    for _ in range(min(_N_PIVOTS, n)):
        column = shortest_path(joined, directed=False, unweighted=True, indices=pivot)
        columns.append(column)
        nearest = np.minimum(nearest, column)
        pivot = int(np.argmax(nearest))
    squared = np.stack(columns, axis=1) ** 2
    centred = squared - squared.mean(axis=0) - squared.mean(axis=1, keepdims=True) + squared.mean()
    left, sizes, axes = np.linalg.svd(centred, full_matrices=False)
    points = np.zeros((n, 2))
    signs = np.where(axes[:2].sum(axis=1) < 0, -1, 1)  # a decomposition leaves them open
    points[:, : len(signs)] = (left * sizes)[:, :2] * signs
    widest = float(np.abs(points).max())
    return points / widest if widest > 0 else points


def _radius(part: Mapping[str, tuple[float, float]]) -> float:
    return max(math.hypot(x, y) for x, y in part.values()) + _GAP / 2


def _packed(radii: Sequence[float]) -> list[tuple[float, float]]:
    """Centres of circles that do not overlap: the first in the middle, the rest in rings around it.

    The radii come with the largest first.
    """
    centres: list[tuple[float, float]] = [(0.0, 0.0)] if radii else []
    inner, widest, angle = (radii[0] if radii else 0.0), 0.0, 0.0
    for radius in radii[1:]:
        step = 2 * math.asin(min(1.0, max(radius, widest) / (inner + max(radius, widest))))
        if widest and angle + step > 2 * math.pi:
            inner, angle, widest = inner + 2 * widest, 0.0, 0.0
            step = 2 * math.asin(min(1.0, radius / (inner + radius)))
        widest = max(widest, radius)
        at = angle + step / 2
        distance = inner + widest
        centres.append((distance * math.cos(at), distance * math.sin(at)))
        angle += step
    return centres
