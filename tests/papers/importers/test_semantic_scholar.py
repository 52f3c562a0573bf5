"""Papers of Semantic Scholar."""

from __future__ import annotations

import json

from read_papers import read_all

from recorded_answers import bodies
from tenfold.papers.importers.importer import Read, Refused
from tenfold.papers.importers.semantic_scholar import SEMANTIC_SCHOLAR

_TURING = "2d5673caa9e6af3a7b82a43f19ee920992db07ad"


def test_a_paper_with_the_thousand_that_cite_it(shared_papers):
    path = shared_papers / "semantic_scholar" / "Paper.json"
    assert SEMANTIC_SCHOLAR.recognises(path, path.read_bytes()[:65536])
    (turing, *citing), refused = read_all(SEMANTIC_SCHOLAR, path)
    assert not refused
    assert (turing.title, turing.year) == ("Computing Machinery and Intelligence", 1950)
    assert turing.ids == {"s2": _TURING, "doi": "10.1093/mind/lix.236.433"}
    assert (turing.venue, turing.volume, turing.pages) == ("Mind", "LIX", "433-460")
    assert (turing.n_citations, len(turing.references)) == (10059, 14)
    assert "tldr" not in turing.extra
    assert len(citing) == 1000
    assert all(paper.references[0].ids["s2"] == _TURING for paper in citing)


def test_the_papers_of_an_author(shared_papers):
    papers, refused = read_all(SEMANTIC_SCHOLAR, shared_papers / "semantic_scholar" / "Author.json")
    assert (len(papers), len(refused)) == (60, 0)


def test_recorded_answers(shared_papers):
    """Citations, a bulk search, and a search that asked for no titles."""
    counts = {}
    for cassette in sorted((shared_papers / "semantic_scholar").glob("*.yaml")):
        records = [
            record
            for _, body in bodies(cassette)
            for record in SEMANTIC_SCHOLAR.read_answer(body, cassette.name)
        ]
        n_read = sum(isinstance(record, Read) for record in records)
        counts[cassette.stem] = (n_read, len(records) - n_read)
    assert counts["test_get_paper_citations"][0] > 100
    assert counts["test_get_paper_citations"][1] == 0
    assert counts["test_search_paper_bulk_retrieval"] == (1000, 0)
    assert counts["test_search_paper_publication_types"] == (0, 200)


def test_where_a_paper_is_cited_is_kept():
    answer = {
        "data": [
            {
                "contexts": ["as shown in [3]"],
                "intents": ["methodology"],
                "citingPaper": {"paperId": "a" * 40, "title": "Later"},
            }
        ]
    }
    (record,) = SEMANTIC_SCHOLAR.read_answer(json.dumps(answer).encode(), "answer")
    assert record.paper.extra == {"contexts": '["as shown in [3]"]', "intents": "methodology"}


def test_what_a_batch_did_not_find_is_refused():
    found, missing = SEMANTIC_SCHOLAR.read_answer(b'[{"title": "A"}, null]', "answer")
    assert isinstance(found, Read)
    assert isinstance(missing, Refused)
    assert "not found" in missing.reason
