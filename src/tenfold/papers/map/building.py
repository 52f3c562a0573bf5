"""Building the graph from the records of a library."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from tenfold.papers.map.authors import Authors
from tenfold.papers.map.graph import Edge, EdgeKind, Node, NodeKind, PaperGraph
from tenfold.papers.map.references import CitedPapers
from tenfold.papers.map.sources import CitingStudy, Sources
from tenfold.papers.record import Name, Paper, Reference
from tenfold.papers.titles import title_words
from tenfold.papers.venue_ranks import venue_series

__all__ = ["build_graph", "paper_node"]


def paper_node(number: int) -> str:
    """The key of a paper's node, which stays when its citation key changes."""
    return f"paper:{number}"


def build_graph(
    papers: Iterable[tuple[int, Paper]],
    sources: Sources | None = None,
    *,
    numbers: Callable[[Collection[str]], Mapping[str, int]] | None = None,
    cited_by: int | None = None,
) -> PaperGraph:
    """The graph of `papers`, which come with their numbers.

    numbers
        The numbers of the papers with some citation keys, for the studies; default: by the keys of `papers`.
    cited_by
        Works that are not in the library are shown too, if so many papers cite them; default: none is.
    """
    ordered = sorted(papers, key=lambda numbered: numbered[0])
    builder = _Builder(ordered, sources or Sources())
    for number, paper in builder.papers:
        builder.add(number, paper)
    keys = {paper.key: number for number, paper in builder.papers}
    for study in builder.sources.studies():
        builder.add_study(study, numbers(study.papers) if numbers else keys)
    if cited_by is not None:
        builder.add_works_outside(cited_by)
    return PaperGraph.of(builder.nodes.values(), builder.edges)


class _Builder:
    def __init__(self, papers: list[tuple[int, Paper]], sources: Sources) -> None:
        self.papers = papers
        self.sources = sources
        self.nodes: dict[str, Node] = {}
        self.edges: list[Edge] = []
        self._outside: dict[str, tuple[Reference, list[str]]] = {}
        self._authors = Authors(name for _, paper in papers for name in paper.authors)
        self._cited = CitedPapers()
        for number, paper in papers:
            self._cited.add(number, paper)

    def add(self, number: int, paper: Paper) -> None:
        own = paper_node(number)
        self._node(own, "paper", paper.title or paper.key, **_about(paper))
        for name in paper.authors:
            self._add_author(name, own)
        if series := venue_series(paper.venue):
            self._join(own, "in", self._node(_key("venue", series), "venue", series))
        for topic in self.sources.topics_of(number, paper):
            self._join(own, "about", self._node(_key("topic", topic), "topic", topic))
        for reference in paper.references:
            self._add_reference(reference, own)

    def _add_author(self, name: Name, paper: str) -> None:
        if not (key := self._authors.key(name)):
            return
        author = self._node(
            key, "author", str(name), **({"orcid": name.orcid} if name.orcid else {})
        )
        self._join(author, "wrote", paper)
        for place in name.institutions:
            if title_words(place):
                there = self._node(_key("institution", place), "institution", place)
                self._join(author, "at", there)

    def _add_reference(self, reference: Reference, own: str) -> None:
        if (number := self._cited.find(reference)) is not None:
            self._join(own, "cites", paper_node(number))
        elif name := self._cited.name_outside(reference):
            self._outside.setdefault(name, (reference, []))[1].append(own)

    def add_study(self, study: CitingStudy, numbers: Mapping[str, int]) -> None:
        own = self._node(f"study:{study.name}", "study", study.name)
        for key in study.papers:
            if (number := numbers.get(key)) is not None:
                self._join(own, "tests", paper_node(number))

    def add_works_outside(self, cited_by: int) -> None:
        for name, (reference, citing) in self._outside.items():
            if len(set(citing)) >= cited_by:
                known = {"is_outside": 1} | ({"year": reference.year} if reference.year else {})
                work = self._node(f"outside:{name}", "paper", reference.title or name, **known)
                for own in citing:
                    self._join(own, "cites", work)

    def _node(self, key: str, kind: NodeKind, label: str, **attributes: Any) -> str:
        """Add a node, or to what is said of it; the label that came first stays."""
        known = self.nodes.get(key)
        if known is None:
            self.nodes[key] = Node(key, kind, label, attributes)
        elif attributes.keys() - known.attributes.keys():
            self.nodes[key] = Node(key, kind, known.label, attributes | dict(known.attributes))
        return key

    def _join(self, source: str, kind: EdgeKind, target: str) -> None:
        self.edges.append(Edge(source, target, kind))


def _about(paper: Paper) -> dict[str, str | int]:
    return dict(_known(paper))


def _known(paper: Paper) -> Iterator[tuple[str, str | int]]:
    yield "citation_key", paper.key
    if paper.year is not None:
        yield "year", paper.year
    if paper.n_citations is not None:
        yield "n_citations", paper.n_citations
    if paper.withdrawn is not None:
        yield "withdrawn", paper.withdrawn.kind


def _key(kind: str, name: str) -> str:
    return f"{kind}:{title_words(name).replace(' ', '_')}"
