"""What stands around a paper."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from map_graphs import LIBRARY, SOURCES, joined, random_graph

from tenfold.errors import InputError
from tenfold.papers.map.building import build_graph
from tenfold.papers.map.graph import node_kind
from tenfold.papers.map.neighbourhood import neighbourhood

CHAIN = joined(6, [(0, 1), (2, 1), (2, 3), (3, 4), (5, 4)])


def test_hops_count_in_whichever_direction() -> None:
    found = neighbourhood(CHAIN, "paper:0", hops=3)
    assert found.hops == {"paper:0": 0, "paper:1": 1, "paper:2": 2, "paper:3": 3}
    assert set(found.graph.nodes) == set(found.hops)
    assert len(found.graph.edges) == 3


@given(st.integers(0, 59), st.integers(1, 4), st.integers(2, 30))
def test_a_neighbourhood_is_bounded_and_hops_are_shortest_ways(
    start: int, hops: int, limit: int
) -> None:
    graph = random_graph(60, 90)
    found = neighbourhood(graph, f"paper:{start}", hops=hops, limit=limit)
    assert len(found.graph) <= limit
    assert max(found.hops.values()) <= hops
    for key, hop in found.hops.items():
        nearest = [found.hops[other] for other in graph.neighbours[key] if other in found.hops]
        assert hop == 0 or min(nearest) == hop - 1
    if not found.n_left_out:
        everything = neighbourhood(graph, f"paper:{start}", hops=hops, limit=1000)
        assert set(everything.hops) == set(found.hops)


def test_the_best_joined_come_first_and_the_rest_is_counted() -> None:
    star = joined(8, [(0, 1), (0, 2), (0, 3), (4, 1), (4, 2), (5, 1), (4, 3)])
    found = neighbourhood(star, "paper:0", hops=2, limit=5)
    assert list(found.hops) == ["paper:0", "paper:1", "paper:2", "paper:3", "paper:4"]
    assert found.n_left_out == 1


def test_the_way_goes_by_nodes_of_the_kinds_alone() -> None:
    graph = build_graph(LIBRARY, SOURCES)
    by_author = neighbourhood(graph, "paper:1", hops=2, kinds=["author", "paper"])
    assert "venue:iclr" not in by_author.hops
    alone = neighbourhood(graph, "paper:1", hops=4, kinds=["study"])
    assert set(alone.hops) == {"paper:1", "study:adapt"}


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(InputError, match="no node"):
        neighbourhood(CHAIN, "paper:9")
    with pytest.raises(InputError, match="1 hop"):
        neighbourhood(CHAIN, "paper:0", hops=0)
    with pytest.raises(InputError, match="no kind of node 'autor'"):
        node_kind("autor")
