"""CSL-JSON in and out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from papers_made import papers_with

from tenfold.errors import InputError
from tenfold.papers.exporters.csl import write_csl
from tenfold.papers.importers import csl
from tenfold.papers.importers.csl import CSL
from tenfold.papers.importers.importer import Read, Refused
from tenfold.papers.record import Name, Paper

ITEM = {
    "id": "hu2021",
    "type": "article-journal",
    "title": "LoRA",
    "author": [
        {"family": "Hu", "given": "Edward J.", "ORCID": "0000-0001-2345-6789"},
        {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"},
        {"literal": "The OpenAI Team"},
    ],
    "issued": {"date-parts": [["2021", 6, 17]]},
    "container-title": "J. Things",
    "container-title-short": "J. Th.",
    "volume": 12,
    "page": "1-13",
    "DOI": "10.1000/ABC",
    "PMID": "123",
    "keyword": "a, b",
    "accessed": {"date-parts": [[2024, 1, 2]]},
}


def read(tmp_path: Path, content: Any) -> list[Read | Refused]:
    path = tmp_path / "refs.json"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content))
    return list(CSL.read(path))


def papers_in(tmp_path: Path, content: Any) -> list[Paper]:
    return [found.paper for found in read(tmp_path, content) if isinstance(found, Read)]


def test_an_item_is_read(tmp_path):
    (paper,) = papers_in(tmp_path, [ITEM])
    assert paper.key == "hu2021"
    assert paper.authors == (
        Name("Hu", "Edward J.", "0000-0001-2345-6789"),
        Name("van Beethoven", "Ludwig"),
        Name("The OpenAI Team"),
    )
    assert (paper.year, paper.issued, paper.volume) == (2021, "2021-06-17", "12")
    assert paper.ids == {"doi": "10.1000/abc", "pmid": "123"}
    assert paper.keywords == ("a", "b")
    assert json.loads(paper.extra["csl:container-title-short"]) == "J. Th."


def test_every_key_of_an_item_goes_out_as_it_came(tmp_path):
    (item,) = json.loads(write_csl(papers_in(tmp_path, [ITEM])))
    assert item == ITEM


def test_an_edited_paper_goes_out_as_it_now_is(tmp_path):
    (paper,) = papers_in(tmp_path, [ITEM])
    (item,) = json.loads(write_csl([replace(paper, volume="13", year=2022, issued="2022")]))
    assert item["volume"] == "13"
    assert item["issued"] == {"date-parts": [[2022]]}
    assert item["container-title-short"] == "J. Th."


@pytest.mark.parametrize(
    ("issued", "year", "iso"),
    [
        ({"raw": "2021-06-17"}, 2021, "2021-06-17"),
        ({"literal": "circa 1450"}, 1450, "1450"),
        ("2020", 2020, "2020"),
        ({"date-parts": [[2020, 13]]}, 2020, "2020"),
        ({"date-parts": [[]]}, None, ""),
        ({"date-parts": "x"}, None, ""),
        ({"date-parts": [[10**20]]}, None, ""),
        (None, None, ""),
    ],
)
def test_dates_of_every_form(tmp_path, issued, year, iso):
    (paper,) = papers_in(tmp_path, [{"type": "book", "title": "T", "issued": issued}])
    assert (paper.year, paper.issued) == (year, iso)
    assert json.loads(write_csl([paper]))[0].get("issued") == issued


@pytest.mark.parametrize("form", [[ITEM], {"items": [ITEM]}, ITEM])
def test_every_form_of_file(tmp_path, form):
    assert [paper.title for paper in papers_in(tmp_path, form)] == ["LoRA"]


def test_a_broken_item_says_where_and_the_next_is_read(tmp_path):
    good = json.dumps(ITEM)
    found = read(tmp_path, f'[\n{good},\n{{"title": "cut,\n}},\n{good},\n3, null]')
    kinds = [type(one) for one in found]
    assert kinds == [Read, Refused, Read, Refused, Refused]
    assert found[1].where == "refs.json:3"


@pytest.mark.parametrize(
    "content",
    [
        '[{"title": "\\ud800"}]',
        '[{"title": "a", "note": "\\u0000"}]',
        '[{"title": ' + "[" * 100_000 + "]" * 100_000 + "}]",
        "[" * 100_000,
        '[{"title": ' + "9" * 10_000 + "}]",
    ],
)
def test_hostile_items_are_refused(tmp_path, content):
    assert all(isinstance(one, Refused) for one in read(tmp_path, content))


def test_a_file_beyond_the_limit_is_refused_with_the_way_out(tmp_path, monkeypatch):
    monkeypatch.setattr(csl, "_MAX_BYTES", 10)
    with pytest.raises(InputError, match="BibTeX"):
        read(tmp_path, [ITEM])


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)


@given(papers_with(TEXTS))
def test_any_paper_survives_csl(tmp_path_factory, paper):
    paper = replace(paper, keywords=tuple(w.strip() for w in paper.keywords if w.strip()))
    assert papers_in(tmp_path_factory.mktemp("csl"), write_csl([paper])) == [paper]


@pytest.mark.parametrize(
    ("content", "is_csl"),
    [
        ([ITEM], True),
        ({"items": [ITEM]}, True),
        ([{"id": "x", "type": "book", "title": "T"}], True),
        ({"message-type": "work", "message": {"DOI": "10.1/x", "container-title": ["J"]}}, False),
        ({"id": "W1", "type": "article", "authorships": []}, False),
        ({"paperId": "0", "type": "article"}, False),
        ({"a": 1}, False),
    ],
)
def test_csl_is_known_among_other_json(content, is_csl):
    assert CSL.recognises(Path("x.json"), json.dumps(content, indent=1).encode()) == is_csl
