"""A map: a graph with a place and a community for each node, as pages draw it and files hold it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING

from tenfold.papers.map.communities import Communities, find_communities
from tenfold.papers.map.graph import PaperGraph
from tenfold.papers.map.layout import LAYOUT_VERSION, lay_out
from tenfold.store.digests import digest_json
from tenfold.store.steps import Step

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["PaperMap", "draw_map", "map_step"]


@dataclass(frozen=True, slots=True)
class PaperMap:
    """Places by node, communities, and how many nodes were left out to keep it legible.

    hops
        Of a neighbourhood: how many hops each node is from its centre.
    """

    graph: PaperGraph
    places: Mapping[str, tuple[float, float]]
    communities: Communities
    n_left_out: int = 0
    hops: Mapping[str, int] = field(default_factory=dict)

    def size(self, key: str) -> float:
        """How large a node is drawn: by the root of how many it is joined to."""
        return round(2 + 2 * math.sqrt(len(self.graph.neighbours[key])), 2)


def draw_map(
    graph: PaperGraph,
    *,
    seed: int = 0,
    workspace: Workspace | None = None,
    n_left_out: int = 0,
    hops: Mapping[str, int] | None = None,
) -> PaperMap:
    """Place the nodes and find the communities.

    With a `workspace` both are kept there as a step, and the same graph is not laid out again.
    """
    places, communities = (
        _computed(graph, seed) if workspace is None else _kept(graph, seed, workspace)
    )
    return PaperMap(graph, places, communities, n_left_out, hops or {})


def map_step(graph: PaperGraph, seed: int) -> Step:
    """What decides places and communities: nodes, edges and the seed; not the labels."""
    shape = {"nodes": list(graph.nodes), "edges": [[e.source, e.target] for e in graph.edges]}
    return Step(
        name="paper-map",
        version=LAYOUT_VERSION,
        parameters={"seed": seed},
        inputs={"graph": digest_json(shape)},
        libraries={name: version(name) for name in ("networkx", "numpy", "rustworkx")},
    )


_Drawn = tuple[Mapping[str, tuple[float, float]], Communities]


def _computed(graph: PaperGraph, seed: int) -> _Drawn:
    return lay_out(graph, seed=seed), find_communities(graph, seed=seed)


def _kept(graph: PaperGraph, seed: int, workspace: Workspace) -> _Drawn:
    def compute() -> Mapping[str, str]:
        places, communities = _computed(graph, seed)
        content = {
            "places": {key: list(place) for key, place in places.items()},
            "communities": dict(communities.of),
            "centres": list(communities.centres),
            "modularity": communities.modularity,
        }
        return {"map": workspace.artifacts.put_json(content)}

    record = workspace.steps.reuse_or_compute(map_step(graph, seed), compute)
    content = workspace.artifacts.get_json(record.outputs["map"])
    places = {key: (x, y) for key, (x, y) in content["places"].items()}
    centres = tuple(content["centres"])
    return places, Communities(content["communities"], centres, content["modularity"])
