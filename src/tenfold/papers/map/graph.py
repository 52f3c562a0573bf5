"""The graph behind the map: papers, and who and what they are joined to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple, get_args

from tenfold.errors import InputError, nearest

__all__ = ["NODE_KINDS", "Edge", "EdgeKind", "Node", "NodeKind", "PaperGraph", "node_kind"]

NodeKind = Literal["paper", "author", "institution", "venue", "topic", "study"]
NODE_KINDS: tuple[NodeKind, ...] = get_args(NodeKind)
EdgeKind = Literal["cites", "wrote", "at", "in", "about", "tests"]
"""A paper cites a paper, an author wrote it and is at an institution, it is in a venue and about a topic, and a
study tests it: the kinds of an edge's two ends say its own."""


@dataclass(frozen=True, slots=True)
class Node:
    """One thing of the map. `attributes` have no None: what is not known is left out."""

    key: str
    kind: NodeKind
    label: str
    attributes: Mapping[str, str | int] = field(default_factory=dict)


class Edge(
    NamedTuple
):  # of which there are millions: it is made and sorted faster than a dataclass
    """From one node to another, by their keys."""

    source: str
    target: str
    kind: EdgeKind


@dataclass(frozen=True)
class PaperGraph:
    """Nodes by key, and edges between them: each pair once, in its direction, none to itself."""

    nodes: Mapping[str, Node]
    edges: tuple[Edge, ...]

    @classmethod
    def of(cls, nodes: Iterable[Node], edges: Iterable[Edge]) -> PaperGraph:
        """In the order of their keys, however they came. An edge without one of its ends is left out."""
        known = {node.key: node for node in sorted(nodes, key=lambda node: node.key)}
        joined = {e for e in edges if e[0] != e[1] and e[0] in known and e[1] in known}
        return cls(known, tuple(sorted(joined)))

    @cached_property
    def neighbours(self) -> Mapping[str, frozenset[str]]:
        """What each node is joined to, in whichever direction."""
        found: dict[str, set[str]] = {key: set() for key in self.nodes}
        for edge in self.edges:
            found[edge.source].add(edge.target)
            found[edge.target].add(edge.source)
        return {key: frozenset(others) for key, others in found.items()}

    def counts(self) -> dict[str, int]:
        """How many nodes there are of each kind that there is."""
        counted = Counter(node.kind for node in self.nodes.values())
        return {kind: counted[kind] for kind in NODE_KINDS if counted[kind]}

    def only(self, keys: Collection[str]) -> PaperGraph:
        """The part with these nodes alone."""
        return PaperGraph.of((self.nodes[key] for key in keys), self.edges)

    def of_kinds(self, kinds: Collection[NodeKind]) -> PaperGraph:
        """The part with nodes of these kinds alone."""
        return self.only([node.key for node in self.nodes.values() if node.kind in kinds])

    def best_joined(self, most: int) -> PaperGraph:
        """At most so many nodes: those with the most neighbours, papers first among equals."""
        return self.only(sorted(self.nodes, key=self._weight)[:most])

    def _weight(self, key: str) -> tuple[int, bool, str]:
        return -len(self.neighbours[key]), self.nodes[key].kind != "paper", key

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes.values())

    def __len__(self) -> int:
        return len(self.nodes)


def node_kind(said: str) -> NodeKind:
    """A kind of node as somebody wrote it. Raises InputError where there is none."""
    for kind in NODE_KINDS:
        if kind == said:
            return kind
    remedy = nearest(said, NODE_KINDS)
    raise InputError(f"no kind of node {said!r}.", code="TF-PAPER", remedy=remedy)
