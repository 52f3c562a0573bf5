"""RIS in and out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from papers_made import papers_with

from tenfold.papers.exporters.ris import write_ris
from tenfold.papers.importers.importer import Read, Refused
from tenfold.papers.importers.ris import RIS
from tenfold.papers.record import Name, Paper

RECORD = """TY  - JOUR
A1  - Hu, Edward J.
AU  - King, Martin Luther, Jr.
AU  - Barnes and Noble
T1  - LoRA: Low-Rank
 Adaptation
JO  - Journal of Things
Y1  - 2021/06/17/
SP  - 1
EP  - 13
DO  - https://doi.org/10.1000/ABC
UR  - https://arxiv.org/abs/2106.09685
N2  - An abstract
TY - with a dash.
KW  - adapters
KW  - low rank, very
XX  - who knows
XX  - twice
N1  - a note
ER  -
"""


def read(tmp_path: Path, text: str | bytes) -> list[Read | Refused]:
    path = tmp_path / "refs.ris"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(RIS.read(path))


def papers_in(tmp_path: Path, text: str | bytes) -> list[Paper]:
    return [found.paper for found in read(tmp_path, text) if isinstance(found, Read)]


def test_a_record_is_read_whatever_its_dialect(tmp_path):
    (paper,) = papers_in(tmp_path, RECORD)
    assert paper.type == "article-journal"
    assert set(paper.authors) == {
        Name("Hu", "Edward J."),
        Name("King, Jr.", "Martin Luther"),
        Name("Barnes and Noble"),
    }
    assert (paper.title, paper.venue) == ("LoRA: Low-Rank Adaptation", "Journal of Things")
    assert (paper.year, paper.issued, paper.pages) == (2021, "2021-06-17", "1-13")
    assert paper.abstract == "An abstract TY - with a dash."
    assert paper.keywords == ("adapters", "low rank, very")
    assert paper.ids == {"doi": "10.1000/abc", "arxiv": "2106.09685"}
    assert paper.extra["ris:XX"] == "who knows\ntwice"


def test_what_no_field_holds_goes_out_again(tmp_path):
    (paper,) = papers_in(tmp_path, RECORD)
    written = write_ris([paper])
    for line in (
        "XX  - who knows",
        "XX  - twice",
        "N1  - a note",
        "DO  - https://doi.org/10.1000/ABC",
    ):
        assert line in written
    assert papers_in(tmp_path, written) == [paper]


def test_an_edited_paper_goes_out_as_it_now_is(tmp_path):
    (paper,) = papers_in(tmp_path, RECORD)
    written = write_ris([replace(paper, ids={"doi": "10.1000/new"})])
    assert "10.1000/new" in written
    assert "ABC" not in written


def test_rispy_reads_what_is_written(tmp_path):
    (paper,) = papers_in(tmp_path, RECORD)
    (record,) = rispy.loads(write_ris([paper]))
    assert record["type_of_reference"] == "JOUR"
    assert record["primary_title"] == paper.title
    assert record["keywords"] == list(paper.keywords)


def test_a_record_without_end_is_read_and_said(tmp_path):
    found = read(tmp_path, "TY  - BOOK\nTI  - A\n\nTY  - BOOK\nTI  - B\n")
    assert [one.paper.title for one in found if isinstance(one, Read)] == ["A", "B"]
    assert [one.where for one in found] == ["refs.ris:1", "refs.ris:4"]
    assert all("no ER line" in one.remarks[0] for one in found if isinstance(one, Read))


def test_a_bad_record_never_stops_the_rest(tmp_path):
    text = f"TY  - BOOK\nTI  - {'x' * 1_100_000}\nER  - \nTY  - BOOK\nER  - \nTY  - BOOK\nTI  - B\nER  - \n"
    found = read(tmp_path, text)
    assert [type(one) for one in found] == [Refused, Refused, Read]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_encodings_are_found_out(tmp_path, encoding):
    (found,) = read(tmp_path, "TY  - BOOK\r\nTI  - Müller\r\nER  - \r\n".encode(encoding))
    assert isinstance(found, Read)
    assert found.paper.title == "Müller"
    assert bool(found.remarks) == (encoding == "latin-1")


TEXTS = st.text(
    st.one_of(
        st.sampled_from("-{}$&;,/:'\" abTYER12"),
        st.characters(exclude_categories=["Cs", "Cc"]),
    ),
    max_size=60,
).map(lambda text: " ".join(text.split()))


@given(papers_with(TEXTS))
def test_any_paper_survives_ris(tmp_path_factory, paper):
    """RIS has one line a value: paragraphs of an abstract become spaces, and a comma ends a family name."""
    paper = replace(
        paper,
        abstract=" ".join(paper.abstract.split()),
        authors=tuple(
            Name(n.family.replace(",", ""), n.given.replace(",", "")) for n in paper.authors
        ),
        editors=tuple(
            Name(n.family.replace(",", ""), n.given.replace(",", "")) for n in paper.editors
        ),
    )
    names = [*paper.authors, *paper.editors]
    if all(name.family == " ".join(name.family.split()) != "" for name in names):
        (again,) = papers_in(tmp_path_factory.mktemp("ris"), write_ris([paper]))
        assert replace(again, authors=(), editors=()) == replace(paper, authors=(), editors=())
        assert [str(name) for name in again.authors] == [
            " ".join(str(name).split()) for name in paper.authors
        ]
