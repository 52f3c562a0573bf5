"""Files of a map, read back by another program's readers."""

from __future__ import annotations

import io
import json
from pathlib import Path

import networkx as nx
import pytest
from map_graphs import LIBRARY, SOURCES
from scholar_answer import citing_papers

from tenfold.errors import InputError
from tenfold.papers.map.building import build_graph
from tenfold.papers.map.formats import to_gexf, to_graphml, to_graphology, written_as
from tenfold.papers.map.graph import Edge, Node, PaperGraph
from tenfold.papers.map.paper_map import PaperMap, draw_map

NASTY = 'Ampersand & <tag> "quotes" ]]> \x00\x0b 中文 \U0001f4a5'


def nasty() -> PaperMap:
    nodes = [
        Node("paper:1", "paper", NASTY, {"year": 2021}),
        Node(f"topic:{NASTY}", "topic", "\n"),
        Node("paper:2", "paper", "", {"citation_key": NASTY}),
    ]
    edges = [Edge("paper:1", f"topic:{NASTY}", "about"), Edge("paper:2", "paper:1", "cites")]
    return draw_map(PaperGraph.of(nodes, edges))


MAPS = [draw_map(build_graph(LIBRARY, SOURCES)), nasty(), draw_map(PaperGraph.of([], []))]


@pytest.mark.parametrize("drawn", MAPS, ids=["library", "nasty", "empty"])
def test_graphml_and_gexf_hold_every_node_edge_and_value(drawn: PaperMap) -> None:
    for read in (
        nx.read_graphml(io.BytesIO(to_graphml(drawn))),
        nx.read_gexf(io.BytesIO(to_gexf(drawn))),
    ):
        assert read.is_directed()
        assert [clean(key) for key in drawn.graph.nodes] == list(read.nodes)
        assert {(clean(e.source), clean(e.target), e.kind) for e in drawn.graph.edges} == {
            (source, target, about["kind"]) for source, target, about in read.edges(data=True)
        }
        for node in drawn.graph:
            about = read.nodes[clean(node.key)]
            assert (about.get("label") or "").strip() == clean(node.label).strip()
            assert about["kind"] == node.kind
            assert about["community"] == drawn.communities.of[node.key]
            for name, value in node.attributes.items():
                assert about[name] == (clean(value) if isinstance(value, str) else value)


def clean(text: str) -> str:
    return text.replace("\x00", "\ufffd").replace("\x0b", "\ufffd")


def test_gexf_has_the_places() -> None:
    drawn = MAPS[0]
    read = nx.read_gexf(io.BytesIO(to_gexf(drawn)))
    for key, (x, y) in drawn.places.items():
        place = read.nodes[key]["viz"]["position"]
        assert (place["x"], place["y"]) == (x, y)


@pytest.mark.parametrize("drawn", MAPS, ids=["library", "nasty", "empty"])
def test_graphology_gets_the_shape_that_it_imports(drawn: PaperMap) -> None:
    """https://graphology.github.io/serialization: keys once, edges between known nodes, numbers for places."""
    said = json.loads(written_as(drawn, "map.JSON"))
    assert said == to_graphology(drawn)
    assert said["options"] == {"type": "directed", "multi": False, "allowSelfLoops": False}
    keys = [node["key"] for node in said["nodes"]]
    assert len(set(keys)) == len(keys)
    for node in said["nodes"]:
        about = node["attributes"]
        assert all(isinstance(about[name], int | float) for name in ("x", "y", "size"))
        assert isinstance(about["label"], str)
    ends = [(edge["source"], edge["target"]) for edge in said["edges"]]
    assert len(set(ends)) == len(ends), "not multi: one edge a pair and direction"
    assert {end for pair in ends for end in pair} <= set(keys)
    assert len({edge["key"] for edge in said["edges"]}) == len(ends)


def test_the_same_map_is_the_same_file() -> None:
    again = draw_map(build_graph(LIBRARY[::-1], SOURCES))
    for name in ("a.json", "a.graphml", "a.gexf"):
        assert written_as(again, name) == written_as(MAPS[0], name)


def test_another_ending_is_refused() -> None:
    for name in ("map.png", "map"):
        with pytest.raises(InputError, match="a map is no"):
            written_as(MAPS[0], name)


def test_the_thousand_citing_papers_become_a_map() -> None:
    source = Path(__file__).parents[4] / "shared" / "papers" / "semantic_scholar" / "Paper.json"
    if not source.is_file():
        pytest.skip("the shared papers are not beside the project")
    graph = build_graph(citing_papers(source))
    assert graph.counts() == {"paper": 1001, "author": 3205, "venue": 659}
    assert sum(edge.kind == "cites" for edge in graph.edges) == 1000
    drawn = draw_map(graph)
    assert len(set(drawn.places.values())) == len(graph)
    assert len(nx.read_graphml(io.BytesIO(to_graphml(drawn)))) == len(graph)
