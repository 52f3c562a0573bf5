"""Works of Crossref."""

from __future__ import annotations

import json

import pytest

from recorded_answers import bodies
from tenfold.papers.importers.crossref import CROSSREF
from tenfold.papers.importers.importer import Read, Refused
from tenfold.papers.record import Withdrawal


def _one(**fields):
    work = {"DOI": "10.1000/1", "title": ["A work"], **fields}
    (record,) = CROSSREF.read_answer(json.dumps({"message": work}).encode(), "answer")
    assert isinstance(record, Read), record
    return record.paper


def test_all_recorded_answers_are_read(shared_papers):
    """Every item of every answer is a paper or refused with a reason, and nothing is said twice."""
    papers, refused, n_items = [], [], 0
    for cassette in sorted((shared_papers / "crossref_habanero").glob("*.yaml")):
        for _, body in bodies(cassette):
            if not CROSSREF.recognises(cassette, body[:65536]):
                continue
            message = json.loads(body).get("message")
            n_items += (
                len(message["items"]) if isinstance(message, dict) and "items" in message else 1
            )
            for record in CROSSREF.read_answer(body, cassette.name):
                (papers if isinstance(record, Read) else refused).append(record)
    assert len(papers) + len(refused) == n_items
    assert len(papers) == 259
    assert sum(bool(record.paper.abstract) for record in papers) == 63
    assert sum(len(record.paper.authors) for record in papers) == 489
    assert sum(len(record.paper.references) for record in papers) == 2850
    assert not any(record.remarks for record in papers)
    assert not [r for r in papers if "jats:" in r.paper.abstract or "<" in r.paper.title]
    assert {record.reason.partition(" (")[0].rstrip(".") for record in refused} == {
        "has no title",
        "is no work of Crossref: it has no DOI",
    }


def test_a_work_by_its_doi(shared_papers):
    cassette = shared_papers / "crossref_habanero" / "test_works_with_one_id.yaml"
    ((_, body),) = bodies(cassette)
    (record,) = CROSSREF.read_answer(body, "answer")
    paper = record.paper
    assert paper.ids["doi"] == "10.1371/journal.pone.0033693"
    assert (paper.type, paper.venue) == ("article-journal", "PLoS ONE")
    assert paper.withdrawn is None  # a correction is no retraction
    assert paper.references
    assert all(r.raw or r.title or r.ids for r in paper.references)


def test_marks_of_an_abstract_and_a_title_are_taken_off():
    paper = _one(
        title=["On <i>E. coli</i> &amp; p &lt; 0.05"],
        abstract="<jats:title>Abstract</jats:title><jats:p>One <jats:italic>a</jats:italic>.</jats:p>"
        "<jats:sec><jats:title>Aim</jats:title><jats:p>Two, if a &lt; b and c > d.</jats:p></jats:sec>",
    )
    assert paper.title == "On E. coli & p < 0.05"
    assert paper.abstract == "One a.\nAim\nTwo, if a < b and c > d."


@pytest.mark.parametrize(
    ("fields", "withdrawn"),
    [
        (
            {
                "updated-by": [
                    {
                        "type": "retraction",
                        "DOI": "10.1000/N",
                        "updated": {"date-parts": [[2021, 5, 4]]},
                    }
                ]
            },
            Withdrawal("retracted", "2021-05-04", "see the notice, doi:10.1000/n"),
        ),
        ({"updated-by": [{"type": "correction", "DOI": "10.1000/N"}]}, None),
        ({"title": ["RETRACTED ARTICLE: A cure"]}, Withdrawal("retracted")),
        ({"title": ["WITHDRAWN: A cure"]}, Withdrawal("withdrawn")),
        ({"title": ["Retraction: A cure"]}, None),
        ({"update-to": [{"type": "retraction", "DOI": "10.1000/n"}]}, None),
        ({"relation": {"is-retracted-by": [{"id": "10.1000/N"}]}}, Withdrawal("retracted")),
    ],
)
def test_a_retracted_work_is_told_from_the_notice_of_a_retraction(fields, withdrawn):
    paper = _one(**fields)
    assert paper.withdrawn == withdrawn
    if "A cure" in str(fields) and withdrawn:
        assert paper.title == "A cure"


def test_a_notice_names_the_paper_that_it_is_about():
    assert _one(**{"update-to": [{"type": "retraction", "DOI": "10.1000/n"}]}).extra == {
        "update-to": "retraction of doi:10.1000/n"
    }


def test_a_date_is_as_exact_as_it_is_known():
    assert _one(issued={"date-parts": [[2020, 2]]}).issued == "2020-02"
    assert _one(issued={"date-parts": [[None]]}).issued == ""
    assert _one(issued={"date-parts": [[2021, 2, 31]]}).issued == "2021-02"


def test_a_refusal_of_crossref_is_passed_on():
    answer = {"status": "failed", "message-type": "x", "message": [{"message": "no such filter"}]}
    (record,) = CROSSREF.read_answer(json.dumps(answer).encode(), "answer")
    assert isinstance(record, Refused)
    assert "no such filter" in record.reason
