"""What stands around one node, hop by hop, in a bounded number."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from tenfold.errors import InputError
from tenfold.papers.map.graph import NODE_KINDS, NodeKind, PaperGraph

__all__ = ["Neighbourhood", "neighbourhood"]


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The part of a graph around `centre`; `hops` by node; how many more the last hop would have had."""

    centre: str
    graph: PaperGraph
    hops: Mapping[str, int]
    n_left_out: int


def neighbourhood(
    graph: PaperGraph,
    centre: str,
    *,
    hops: int = 2,
    kinds: Collection[NodeKind] = NODE_KINDS,
    limit: int = 500,
) -> Neighbourhood:
    """What is at most so many `hops` from a node, by way of nodes of these kinds alone.

    At most `limit` nodes, the near ones first; within a hop first those with the most links to what is there
    already. Nothing is looked at beyond the hop in which the limit was reached.

    Raises InputError for a node that is not there, and fewer than one hop or two nodes.
    """
    if centre not in graph.nodes:
        raise InputError(f"no node {centre!r} on the map.", code="TF-PAPER")
    if hops < 1 or limit < 2:
        raise InputError("a neighbourhood needs 1 hop and 2 nodes at least.", code="TF-PAPER")
    found = {centre: 0}
    edge_of_known = [centre]
    for hop in range(1, hops + 1):
        links = _links(graph, edge_of_known, found, kinds)
        near = sorted(links, key=lambda key: (-links[key], key))
        edge_of_known = near[: limit - len(found)]
        found |= dict.fromkeys(edge_of_known, hop)
        if n_left_out := len(near) - len(edge_of_known):
            return Neighbourhood(centre, graph.only(found), found, n_left_out)
    return Neighbourhood(centre, graph.only(found), found, 0)


def _links(
    graph: PaperGraph, start: list[str], found: Mapping[str, int], kinds: Collection[NodeKind]
) -> dict[str, int]:
    """New nodes that the start is joined to, and by how many links."""
    links: dict[str, int] = {}
    for key in start:
        for other in graph.neighbours[key]:
            if other not in found and graph.nodes[other].kind in kinds:
                links[other] = links.get(other, 0) + 1
    return links
