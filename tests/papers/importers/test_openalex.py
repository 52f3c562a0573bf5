"""Works of OpenAlex."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from read_papers import read_all

from tenfold.papers.importers.answers.json_fields import Fields
from tenfold.papers.importers.openalex import OPENALEX, text_of_index
from tenfold.papers.record import Withdrawal

_WORK = {"id": "https://openalex.org/W1", "title": "A work", "publication_year": 2020}


def _saved(tmp_path: Path, text: str, name: str = "answer.json") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


@given(st.lists(st.text(alphabet="abcdefgh", min_size=1, max_size=4), min_size=1, max_size=60))
def test_an_index_of_words_becomes_the_text_that_it_was_made_of(words):
    index: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        index.setdefault(word, []).append(place)
    assert text_of_index(Fields(index)) == " ".join(words)


def test_a_work_as_it_was_answered(shared_papers):
    path = shared_papers / "openalex" / "workJsonResponse.json"
    assert OPENALEX.recognises(path, path.read_bytes())
    (paper,), refused = read_all(OPENALEX, path)
    assert not refused
    assert paper.title.startswith("The state of OA: a large-scale analysis")
    assert [name.family for name in paper.authors][:3] == ["Piwowar", "Priem", "Larivière"]
    assert paper.authors[0].orcid == "0000-0003-1613-5981"
    assert paper.authors[2].institutions[0] == "Université de Montréal"
    assert paper.ids == {"openalex": "W2741809807", "doi": "10.7717/peerj.4375", "pmid": "29456894"}
    assert (paper.year, paper.issued, paper.venue) == (2018, "2018-02-13", "PeerJ")
    assert (paper.open_access, paper.n_citations, paper.withdrawn) == (True, 565, None)
    assert [r.ids["openalex"] for r in paper.references] == ["W1560783210", "W1724212071"]
    assert paper.abstract.startswith("Despite growing interest in")


def test_an_abstract_with_holes_is_remarked_on(shared_papers):
    (record,) = OPENALEX.read(shared_papers / "openalex" / "workJsonResponse.json")
    assert "115 of 123 words are missing" in " ".join(record.remarks)


def test_an_author_is_no_work(shared_papers):
    papers, (refused,) = read_all(OPENALEX, shared_papers / "openalex" / "authorJsonResponse.json")
    assert not papers
    assert "is no work of OpenAlex" in refused.reason


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"meta": {}, "results": [_WORK, _WORK]}),
        json.dumps([_WORK, _WORK]),
        f"{json.dumps(_WORK)}\n{json.dumps(_WORK)}\n",
        f"{json.dumps(_WORK, indent=1)}\n{json.dumps(_WORK, indent=1)}",
    ],
    ids=["results", "list", "one a line", "one after another"],
)
def test_several_works_in_one_file(tmp_path, text):
    papers, refused = read_all(OPENALEX, _saved(tmp_path, text))
    assert [paper.ids["openalex"] for paper in papers] == ["W1", "W1"]
    assert not refused


def test_one_bad_line_does_not_stop_the_rest(tmp_path):
    text = f"{json.dumps(_WORK)}\n{{broken\n{json.dumps(_WORK)}\n"
    papers, (refused,) = read_all(OPENALEX, _saved(tmp_path, text, "works.jsonl"))
    assert len(papers) == 2
    assert refused.where == "works.jsonl:2"


def test_a_retracted_work_says_so(tmp_path):
    (paper,), _ = read_all(OPENALEX, _saved(tmp_path, json.dumps({**_WORK, "is_retracted": True})))
    assert paper.withdrawn == Withdrawal("retracted")


def test_a_field_of_another_type_is_left_and_remarked_on(tmp_path):
    path = _saved(tmp_path, json.dumps({**_WORK, "cited_by_count": "many", "authorships": 7}))
    (record,) = OPENALEX.read(path)
    assert record.paper.title == "A work"
    assert record.paper.n_citations is None
    assert record.remarks == (
        "authorships: left out, this number is no list",
        "cited_by_count: left out, a text is no whole number",
    )
