"""Communities: parts of the graph that are joined more among themselves than with the rest (Louvain)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from tenfold.papers.map.graph import PaperGraph

__all__ = ["Communities", "find_communities"]


@dataclass(frozen=True, slots=True)
class Communities:
    """The number of each node's community (0: the largest), the best joined node of each, and the modularity.

    modularity
        How much more of the edges lie within communities than chance would put there, from -0.5 to 1; near 0:
        the graph has no such parts, and the numbers say nothing.
    """

    of: Mapping[str, int]
    centres: tuple[str, ...]
    modularity: float

    def sizes(self) -> list[int]:
        """How many nodes each has."""
        counted = Counter(self.of.values())
        return [counted[n] for n in range(len(self.centres))]


def find_communities(graph: PaperGraph, *, seed: int = 0) -> Communities:
    """Find them by the method of Louvain; the same graph and seed give the same."""
    import networkx as nx

    plain = nx.Graph()
    plain.add_nodes_from(graph.nodes)
    plain.add_edges_from((edge.source, edge.target) for edge in graph.edges)
    found = [sorted(part) for part in nx.community.louvain_communities(plain, seed=seed)]
    found.sort(key=lambda part: (-len(part), part))
    centres = [min(part, key=lambda key: (-len(graph.neighbours[key]), key)) for part in found]
    modularity = nx.community.modularity(plain, found) if graph.edges else 0.0
    of = {key: n for n, part in enumerate(found) for key in part}
    return Communities(of, tuple(centres), round(float(modularity), 6))
