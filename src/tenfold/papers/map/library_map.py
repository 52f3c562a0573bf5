"""The map of a workspace's library: the whole, or what stands around one paper."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tenfold.errors import InputError
from tenfold.papers.finding import selected_papers
from tenfold.papers.library import Library
from tenfold.papers.map.building import build_graph, paper_node
from tenfold.papers.map.graph import NODE_KINDS, NodeKind
from tenfold.papers.map.neighbourhood import neighbourhood
from tenfold.papers.map.paper_map import PaperMap, draw_map
from tenfold.papers.map.sources import Sources
from tenfold.papers.search.query import Query

if TYPE_CHECKING:
    from tenfold.papers.record import Paper
    from tenfold.store.workspace import Workspace

__all__ = ["MapWish", "library_map"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapWish:
    """Which map is wanted.

    key, hops
        The paper in its middle, and how far from it; without a key the whole library.
    kinds
        The kinds of nodes.
    most
        At most so many nodes: those that are joined best.
    cited_by
        Works outside the library are shown too, if so many of its papers cite them.
    selection
        Only these papers, and what stands around them.
    """

    key: str = ""
    hops: int = 2
    kinds: Collection[NodeKind] = NODE_KINDS
    most: int = 2000
    cited_by: int | None = None
    seed: int = 0
    sources: Sources = field(default_factory=Sources)
    selection: Query = field(default_factory=Query)


def library_map(workspace: Workspace, wish: MapWish | None = None) -> PaperMap:
    """Build, bound and lay out a map of the library; the layout is kept in the workspace.

    Raises InputError for a key that there is not, and fewer than one hop or two nodes.
    """
    wish, library = wish or MapWish(), Library(workspace)
    if wish.most < 2:
        raise InputError("a map needs 2 nodes at least.", code="TF-PAPER")
    centre = paper_node(library.number(wish.key)) if wish.key else ""

    papers, sources = _papers(workspace, library, wish), wish.sources.of_kinds(wish.kinds)
    graph = build_graph(papers, sources, numbers=library.numbers, cited_by=wish.cited_by)
    if centre:
        near = neighbourhood(graph, centre, hops=wish.hops, kinds=wish.kinds, limit=wish.most)
        return draw_map(
            near.graph,
            seed=wish.seed,
            workspace=workspace,
            n_left_out=near.n_left_out,
            hops=near.hops,
        )
    wanted = graph.of_kinds(wish.kinds)
    shown = wanted.best_joined(wish.most)
    n_left_out = len(wanted) - len(shown)
    return draw_map(shown, seed=wish.seed, workspace=workspace, n_left_out=n_left_out)


def _papers(workspace: Workspace, library: Library, wish: MapWish) -> Iterator[tuple[int, Paper]]:
    """Those of the selection, and the one in the middle."""
    if wish.selection == Query():
        return library.each()
    wanted = set(selected_papers(workspace, wish.selection))
    if wish.key:
        wanted.add(library.number(wish.key))
    return iter(sorted(library.by_number(wanted).items()))
