"""Records to take in, and the whole of a library as plain values to compare."""

from __future__ import annotations

from typing import Any

from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.record import Name, Paper

LORA = Paper(
    title="LoRA: Low-Rank Adaptation of Large Language Models",
    authors=(Name("Hu", "Edward J."), Name("Shen", "Yelong"), Name("Wallis", "Phillip")),
    year=2021,
    ids={"arxiv": "2106.09685"},
)
LORA_ICLR = Paper(
    title="LoRA: Low-Rank Adaptation of Large Language Models",
    authors=LORA.authors,
    year=2022,
    venue="ICLR",
    ids={"doi": "10.5555/lora"},
)


def read(paper: Paper, where: str = "refs.bib:1") -> Read:
    return Read(paper, where)


def reads(*papers: Paper) -> list[Read]:
    return [Read(paper, f"refs.bib:{n}") for n, paper in enumerate(papers, start=1)]


def made(n: int) -> list[Paper]:
    """Papers of which every fifth is a copy of an earlier one that says something more."""
    papers = []
    for i in range(n):
        own = i - 3 if i % 5 == 4 else i
        words = f"{_WORDS[own % 7]} {_WORDS[own // 7 % 7]} {_WORDS[own // 49 % 7]}"
        papers.append(
            Paper(
                title=f"On {words} and the {own:04d} others",
                key=f"file{i}" if i % 3 == 0 else "",
                authors=(Name(_WORDS[own % 7].title(), "A."), Name("Second")),
                year=2000 + own % 20,
                abstract="Said in the copy." if i % 5 == 4 else "",
                ids={"doi": f"10.1234/{own}"} if i % 2 else {},
            )
        )
    return papers


_WORDS = ("sparse", "dense", "robust", "deep", "fast", "slow", "simple")


def whole(library: Library) -> list[tuple[int, dict[str, Any], tuple[str, ...]]]:
    """Every paper with its number and other keys."""
    return [(n, p.to_content(), library.aliases(p.key)) for n, p in library.each()]
