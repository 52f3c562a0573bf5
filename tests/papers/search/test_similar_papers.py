from __future__ import annotations

import math

import pytest

from papers.search.word_encoder import WordEncoder
from papers_in_memory import PapersInMemory
from tenfold.papers.record import Paper, Reference
from tenfold.papers.search.similar import SimilarPaper, similar_papers
from tenfold.papers.search.text_index import TextIndex
from tenfold.papers.search.vectors import Vectors
from tenfold.store.workspace import Workspace


def _doi(n: int) -> dict[str, str]:
    return {"doi": f"10.1000/{n}"}


def _cites(*works: int) -> tuple[Reference, ...]:
    return tuple(Reference(ids=_doi(n)) for n in works)


def _similar(
    workspace: Workspace, papers: PapersInMemory, number: int, *, meaning: bool = False
) -> list[SimilarPaper]:
    words = TextIndex(workspace, papers)
    words.bring_up_to_date()
    vectors = Vectors(workspace, papers, WordEncoder()) if meaning else None
    if vectors is not None:
        vectors.bring_up_to_date()
    return similar_papers(number, papers=papers, words=words, meaning=vectors)


def test_papers_that_cite_the_same_are_alike_by_how_much_they_share(workspace: Workspace) -> None:
    papers = PapersInMemory(
        Paper(title="one", references=_cites(1, 2, 3, 4)),
        Paper(title="two", references=_cites(1, 2, 3, 9)),
        Paper(title="three", references=_cites(1, 8)),
        Paper(title="four", references=_cites(7)),
    )
    found = _similar(workspace, papers, 1)
    assert [one.number for one in found] == [2, 3]
    assert [one.why[0].n for one in found] == [3, 1]
    assert found[0].why[0].value == pytest.approx(3 / 4)
    assert found[1].why[0].value == pytest.approx(1 / math.sqrt(8))
    assert found[0].why[0].share == 1


def test_a_reference_is_the_same_work_by_any_of_its_names(workspace: Workspace) -> None:
    title = "A Title of Some Words"
    papers = PapersInMemory(
        Paper(
            title="one",
            references=(
                Reference(ids={**_doi(1), "arxiv": "2106.09685"}),
                Reference(title=title, year=2020),
            ),
        ),
        Paper(title="two", references=(Reference(ids={"arxiv": "2106.09685"}),)),
        Paper(title="three", references=(Reference(title=f"{title.upper()}.", year=2020),)),
        Paper(title="four", references=(Reference(title=title, year=2021),)),
    )
    assert {one.number: one.why[0].n for one in _similar(workspace, papers, 1)} == {2: 1, 3: 1}


def test_papers_cited_together_are_alike(workspace: Workspace) -> None:
    papers = PapersInMemory(
        Paper(title="one", ids=_doi(1)),
        Paper(title="two", ids=_doi(2)),
        Paper(title="three", ids=_doi(3)),
        Paper(title="a", references=_cites(1, 2, 77)),
        Paper(title="b", references=_cites(1, 2)),
        Paper(title="c", references=_cites(1, 3)),
        Paper(title="d", references=_cites(3)),
    )
    found = {one.number: one.why[0] for one in _similar(workspace, papers, 1)}
    assert set(found) == {2, 3}
    assert (found[2].kind, found[2].n) == ("cited together", 2)
    assert found[2].value == pytest.approx(2 / math.sqrt(3 * 2))
    assert found[3].value == pytest.approx(1 / math.sqrt(3 * 2))
    again = {one.number: one.why[0] for one in _similar(workspace, papers, 2)}
    assert again[1].value == found[2].value  # likeness is mutual


def test_the_reasons_share_the_score_and_itself_is_never_there(workspace: Workspace) -> None:
    papers = PapersInMemory(
        Paper(title="alpha beta", references=_cites(1, 2), ids=_doi(5)),
        Paper(title="alpha gamma", references=_cites(1), ids=_doi(6)),
        Paper(title="delta", references=_cites(5, 6)),
        Paper(title="epsilon"),
    )
    found = _similar(workspace, papers, 1, meaning=True)
    assert 1 not in [one.number for one in found]
    assert {reason.kind for reason in found[0].why} == {"references", "cited together", "meaning"}
    for one in found:
        assert sum(reason.share for reason in one.why) == pytest.approx(1)


def test_a_paper_that_is_not_there_is_like_none(workspace: Workspace) -> None:
    assert _similar(workspace, PapersInMemory(Paper(title="one")), 9) == []
