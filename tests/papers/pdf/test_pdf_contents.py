"""What a PDF's text shows of a paper: title, authors, abstract, identifiers, sections, captions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from papers.pdf.made_pdfs import ABSTRACT, TITLE, Set, a_paper, paragraph, pdf_of
from tenfold.papers.pdf.captions import captions_of
from tenfold.papers.pdf.front import front_of, has_title
from tenfold.papers.pdf.pdf_text import PdfText
from tenfold.papers.pdf.printed_ids import printed_ids
from tenfold.papers.pdf.prose import joined
from tenfold.papers.pdf.reader import PdfReader
from tenfold.papers.pdf.sections import sections_of


@pytest.fixture(scope="module")
def reader() -> Iterator[PdfReader]:
    with PdfReader() as opened:
        yield opened


@pytest.fixture(scope="module")
def text(reader: PdfReader) -> PdfText:
    return reader.read(a_paper(doi="10.1234/abc.5"), "a.pdf")


def test_pages_have_their_lines_in_order(text: PdfText) -> None:
    assert text.n_pages == len(text.pages) == 3
    assert text.texts[1].splitlines()[:2] == [
        "2 Method",
        "We freeze the weights and add a low-rank up-",
    ]
    title = text.pages[0].lines[0]
    assert (title.text, title.size, title.is_bold, title.x, title.y) == (
        TITLE,
        17.0,
        True,
        120,
        780,
    )


def test_the_first_page_tells_title_authors_and_abstract(text: PdfText) -> None:
    front = front_of(text)
    assert front.title == TITLE
    assert front.authors == ("Ada Lovelace", "Grace B. Hopper", "Jan van der Berg")
    assert front.abstract == joined(ABSTRACT)
    assert "adaptation of the whole model" in front.abstract
    assert has_title(text, TITLE.upper())
    assert not has_title(text, "Dense adapters")


def test_properties_count_only_where_the_page_agrees(reader: PdfReader) -> None:
    about = {"Title": "Microsoft Word - final_v3.doc", "Author": "Admin Istrator"}
    front = front_of(reader.read(a_paper(about=about), "a.pdf"))
    assert front.title == TITLE
    assert front.authors[0] == "Ada Lovelace"
    about = {"Title": TITLE.replace("Sparse", "SPARSE"), "Author": "Grace B. Hopper, Ada Lovelace"}
    front = front_of(reader.read(a_paper(about=about), "a.pdf"))
    assert front.title == TITLE.replace("Sparse", "SPARSE")
    assert front.authors == ("Grace B. Hopper", "Ada Lovelace")


def test_what_cannot_be_told_is_empty(reader: PdfReader) -> None:
    letter = pdf_of([paragraph("Dear Grace,", "all is well here.", "Yours, Ada", at=700)])
    front = front_of(reader.read(letter, "a.pdf"))
    assert (front.title, front.authors, front.abstract) == ("", (), "")


def test_authors_are_all_or_none(reader: PdfReader) -> None:
    """A name that no affiliation follows, after one that had one, may be a name or a town: none is given."""
    above = [Set(TITLE, 17, y=780), Set("Ada Lovelace", y=760), Set("University of Turin", y=745)]
    body = [*paragraph("Abstract", "nothing to be seen here at all", at=600)]
    whole = [*above, Set("Grace Hopper", y=730), Set("Institute of Turin", y=715), *body]
    assert front_of(reader.read(pdf_of([whole]), "a")).authors == ("Ada Lovelace", "Grace Hopper")
    doubtful = [*above, Set("New York", y=730), Set("(the second floor)", y=715), *body]
    assert front_of(reader.read(pdf_of([doubtful]), "a")).authors == ()


def test_sections_have_numbers_levels_and_pages(text: PdfText) -> None:
    found = [(s.number, s.title, s.level, s.page) for s in sections_of(text)]
    assert found == [
        ("", "Abstract", 1, 1),
        ("1", "Introduction", 1, 1),
        ("2", "Method", 1, 2),
        ("2.1", "Details", 2, 2),
        ("", "References", 1, 3),
    ]


def test_captions_are_told_from_sentences_about_them(text: PdfText) -> None:
    found = {c.label: (c.page, c.text) for c in captions_of(text)}
    assert found == {
        "Figure 1": (2, "The adapter beside its layer, with the frozen weights in grey."),
        "Table 1": (3, "Scores on five data sets."),
    }


def test_printed_identifiers_are_found_in_their_one_form(reader: PdfReader, text: PdfText) -> None:
    assert printed_ids(text) == [("doi", "10.1234/abc.5")]
    lines = paragraph("arXiv:2106.09685v2 [cs.CL]", "doi:10.1/no, DOI 10.5555/AB(1).", at=700)
    found = printed_ids(reader.read(pdf_of([lines]), "a.pdf"))
    assert found == [("arxiv", "2106.09685"), ("doi", "10.5555/ab(1)")]
