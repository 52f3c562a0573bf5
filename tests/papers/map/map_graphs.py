"""A small library to map, and graphs of any size."""

from __future__ import annotations

import random
from collections.abc import Iterable

from tenfold.papers.map.graph import Edge, Node, PaperGraph
from tenfold.papers.map.sources import CitingStudy, Sources
from tenfold.papers.record import Name, Paper, Reference, Withdrawal

__all__ = ["LIBRARY", "SOURCES", "joined", "random_graph"]

HU = Name("Hu", "Edward J.", orcid="0000-0001-0000-0001", institutions=("Microsoft",))
LIBRARY: list[tuple[int, Paper]] = [
    (
        1,
        Paper(
            title="LoRA: Low-Rank Adaptation of Large Language Models",
            key="lora",
            authors=(HU, Name("Shen", "Yelong", institutions=("Microsoft",))),
            year=2021,
            venue="ICLR 2022",
            ids={"arxiv": "2106.09685"},
            n_citations=9000,
        ),
    ),
    (
        2,
        Paper(
            title="QLoRA: Efficient Finetuning of Quantized LLMs",
            key="qlora",
            authors=(Name("Dettmers", "Tim"),),
            year=2023,
            venue="Advances in Neural Information Processing Systems 36",
            references=(
                Reference(ids={"doi": "10.48550/arXiv.2106.09685"}),
                Reference(title="A work that nobody took in", year=2019),
            ),
        ),
    ),
    (
        3,
        Paper(
            title="DoRA & others <weights>",
            key="dora",
            authors=(Name("Hu", "Edward J."),),
            year=2024,
            venue="Proceedings of the 41st International Conference on Machine Learning",
            withdrawn=Withdrawal("withdrawn", "2024-05", "error in a proof"),
            references=(
                Reference(title="{LoRA}: low-rank adaptation of large language models", year=2022),
                Reference(title="QLoRA: efficient finetuning of quantized LLMs"),
                Reference(title="A Work That Nobody Took In"),
            ),
        ),
    ),
]


def _topics(number: int, paper: Paper) -> Iterable[str]:
    return ["Efficient tuning"] if number < 3 else []


SOURCES = Sources(
    topics_of=_topics,
    studies=lambda: [CitingStudy(name="adapt", papers=("lora", "nothing"))],
)


def joined(n: int, pairs: Iterable[tuple[int, int]]) -> PaperGraph:
    """Papers 0 to n - 1 that cite each other."""
    nodes = [Node(f"paper:{i}", "paper", f"Paper {i}") for i in range(n)]
    return PaperGraph.of(nodes, [Edge(f"paper:{a}", f"paper:{b}", "cites") for a, b in pairs])


def random_graph(n: int, n_edges: int, *, seed: int = 0) -> PaperGraph:
    """Papers that cite earlier ones at random, those that are cited much the more."""
    rng = random.Random(seed)
    pairs = [(1, 0)]
    while len(pairs) < n_edges:
        paper = rng.randrange(2, n)
        known = rng.choice(pairs)[1] if rng.random() < 0.5 else rng.randrange(paper)
        pairs.append((paper, min(known, paper - 1)))
    return joined(n, pairs)
