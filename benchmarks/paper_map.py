"""The map: graph, layout, communities and files, of a record with a thousand citing papers and of made graphs.

The made ones are papers that cite earlier ones, half of the time one that is cited already.
The goal is 3 s for 2,000 nodes on two processors. `networkx` beside it is its own spring layout of 50 rounds.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
from collections.abc import Callable
from pathlib import Path

from benchmarks.timing import Watch
from tenfold.papers.map.building import build_graph
from tenfold.papers.map.communities import find_communities
from tenfold.papers.map.formats import FORMATS
from tenfold.papers.map.graph import Edge, Node, PaperGraph
from tenfold.papers.map.layout import lay_out
from tenfold.papers.map.paper_map import PaperMap
from tenfold.papers.record import Name, Paper, Reference

__all__ = ["add_options", "main"]

_ANSWER = Path(__file__).resolve().parents[2] / "shared/papers/semantic_scholar/Paper.json"


def add_options(parser: argparse._ArgumentGroup) -> None:
    parser.add_argument("--nodes", type=int, nargs="+", default=[500, 2000, 5000, 10_000])
    parser.add_argument("--map-rounds", type=int, default=5)
    parser.add_argument("--networkx", action="store_true", help="its spring layout beside ours")


def main(options: argparse.Namespace) -> None:
    print("median wall and processor seconds; the libraries are loaded once before")
    _timed("(loading)", lambda: _draw(_made(50)), 1)
    if _ANSWER.is_file():
        papers = _citing_papers()
        graph = build_graph(papers)
        print(f"citing papers: {graph.counts()}, {len(graph.edges)} edges")
        _timed("  graph", lambda: build_graph(papers), options.map_rounds)
        _stages(graph, options.map_rounds)
    for n in options.nodes:
        made = _made(n)
        print(f"{n} nodes, {len(made.edges)} edges")
        _stages(made, options.map_rounds)
        if options.networkx:
            _timed("  networkx", lambda made=made: _by_networkx(made), 1)


def _stages(graph: PaperGraph, n_rounds: int) -> None:
    drawn = _draw(graph)
    _timed("  layout", lambda: lay_out(graph), n_rounds)
    _timed("  communities", lambda: find_communities(graph), n_rounds)
    for ending, write in FORMATS.items():
        _timed(f"  {ending}", lambda write=write: write(drawn), n_rounds)


def _draw(graph: PaperGraph) -> PaperMap:
    return PaperMap(graph, lay_out(graph), find_communities(graph))


def _timed(what: str, work: Callable[[], object], n_rounds: int) -> None:
    costs = []
    for _ in range(n_rounds):
        watch = Watch()
        work()
        costs.append(watch.read())
    wall, cpu = (statistics.median(getattr(c, kind) for c in costs) for kind in ("wall", "cpu"))
    print(f"{what:<16} {wall:7.2f} s wall {cpu:7.2f} s CPU", flush=True)


def _made(n: int) -> PaperGraph:
    rng = random.Random(0)
    pairs = [(1, 0)]
    while len(pairs) < 2 * n:
        paper = rng.randrange(2, n)
        known = rng.choice(pairs)[1] if rng.random() < 0.5 else rng.randrange(paper)
        pairs.append((paper, min(known, paper - 1)))
    nodes = [Node(f"paper:{i}", "paper", f"Paper {i}") for i in range(n)]
    return PaperGraph.of(nodes, [Edge(f"paper:{a}", f"paper:{b}", "cites") for a, b in pairs])


def _citing_papers() -> list[tuple[int, Paper]]:
    said = json.loads(_ANSWER.read_text(encoding="utf-8"))
    own = Reference(ids={"s2": said["paperId"]})
    works = [(said, ()), *((citing, (own,)) for citing in said["citations"])]
    return [
        (
            n,
            Paper(
                title=work["title"] or "",
                key=f"s2-{n}",
                authors=tuple(Name(author["name"]) for author in work["authors"]),
                year=work["year"],
                venue=work["venue"] or "",
                ids={"s2": work["paperId"] or ""},
                references=references,
            ),
        )
        for n, (work, references) in enumerate(works, start=1)
    ]


def _by_networkx(graph: PaperGraph) -> object:
    import networkx as nx

    plain = nx.Graph()
    plain.add_nodes_from(graph.nodes)
    plain.add_edges_from((edge.source, edge.target) for edge in graph.edges)
    return nx.spring_layout(plain, seed=0, iterations=50)
