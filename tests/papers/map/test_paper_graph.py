"""From records to a graph."""

from __future__ import annotations

from map_graphs import LIBRARY, SOURCES

from tenfold.papers.map.building import build_graph
from tenfold.papers.map.graph import Edge
from tenfold.papers.record import Name, Paper, Reference


def edges(kind: str) -> set[tuple[str, str]]:
    graph = build_graph(LIBRARY, SOURCES)
    return {(edge.source, edge.target) for edge in graph.edges if edge.kind == kind}


def test_references_are_known_by_identifier_and_by_title() -> None:
    assert edges("cites") == {
        ("paper:2", "paper:1"), ("paper:3", "paper:1"), ("paper:3", "paper:2"),
    }  # fmt: skip


def test_an_author_without_orcid_is_the_one_of_that_name_who_has_one() -> None:
    hu = "author:0000-0001-0000-0001"
    assert edges("wrote") == {
        (hu, "paper:1"), (hu, "paper:3"),
        ("author:yelong_shen", "paper:1"), ("author:tim_dettmers", "paper:2"),
    }  # fmt: skip
    assert edges("at") == {
        (hu, "institution:microsoft"), ("author:yelong_shen", "institution:microsoft"),
    }  # fmt: skip


def test_venues_lose_their_edition_and_topics_and_studies_come_from_outside() -> None:
    assert edges("in") == {
        ("paper:1", "venue:iclr"), ("paper:2", "venue:neurips"), ("paper:3", "venue:icml"),
    }  # fmt: skip
    assert edges("about") == {(f"paper:{n}", "topic:efficient_tuning") for n in (1, 2)}
    assert edges("tests") == {("study:adapt", "paper:1")}


def test_a_withdrawn_paper_says_so() -> None:
    nodes = build_graph(LIBRARY).nodes
    assert nodes["paper:3"].attributes["withdrawn"] == "withdrawn"
    assert "withdrawn" not in nodes["paper:1"].attributes


def test_a_work_outside_is_shown_where_enough_papers_cite_it() -> None:
    def outside(cited_by: int) -> list[str]:
        graph = build_graph(LIBRARY, cited_by=cited_by)
        return [node.label for node in graph if node.attributes.get("is_outside")]

    assert outside(2) == ["A work that nobody took in"]
    assert outside(3) == []


def test_two_people_of_one_name_with_orcids_are_two_and_a_third_record_is_neither() -> None:
    name = ("Wang", "Wei")
    papers = [
        (n, Paper(title=f"Paper {n}", key=f"p{n}", authors=(Name(*name, orcid=orcid),)))
        for n, orcid in enumerate(["0000-0001", "https://orcid.org/0000-0002", ""], start=1)
    ]
    authors = [node.key for node in build_graph(papers) if node.kind == "author"]
    assert authors == ["author:0000-0001", "author:0000-0002", "author:wei_wang"]


def test_a_title_alone_is_no_reference_to_a_paper_of_another_time() -> None:
    def cites(title: str, year: int | None) -> bool:
        citing = Paper(title="Later", key="b", references=(Reference(title=title, year=year),))
        return bool(build_graph([(1, known), (2, citing)]).edges)

    known = Paper(title="Deep learning", key="a", year=2015)
    assert cites("Deep Learning.", 2015)
    assert not cites("Deep learning", 2016)  # too short a title for a year between
    known = Paper(title="Deep learning for everybody", key="a", year=2015)
    assert cites("Deep learning for everybody", 2017)
    assert cites("Deep learning for everybody", None)
    assert not cites("Deep learning for everybody", 2018)


def test_the_graph_does_not_depend_on_the_order_of_records() -> None:
    forward, back = build_graph(LIBRARY, SOURCES), build_graph(LIBRARY[::-1], SOURCES)
    assert list(forward.nodes) == list(back.nodes)
    assert forward.edges == back.edges


def test_a_paper_that_cites_itself_or_one_work_twice_has_one_edge_at_most() -> None:
    twice = tuple(Reference(title="The other paper", ids={"doi": "10.1/x"}) for _ in range(2))
    own = Reference(title="The citing paper of all")
    papers = [
        (1, Paper(title="The other paper", key="a", ids={"doi": "10.1/X"})),
        (2, Paper(title="The citing paper of all", key="b", references=(*twice, own))),
    ]
    assert build_graph(papers).edges == (Edge("paper:2", "paper:1", "cites"),)
