"""Accents that LaTeX draws beside their letters."""

from __future__ import annotations

import pytest

from tenfold.papers.pdf.accents import with_accents
from tenfold.papers.pdf.pdf_text import PdfText


@pytest.mark.parametrize(
    ("drawn", "meant"),
    [
        ("Kar¨en Fort and Aur´elie N´ev´eol", "Karën Fort and Aurélie Névéol"),
        ("Andreas R¨uckl´e", "Andreas Rücklé"),
        ("Franc¸ois, Fran¸cois, S¸ahin", "François, François, Şahin"),
        ("na¨ıve, Mich`ele, ˇSpela, ´Evariste", "naïve, Michèle, Špela, Évariste"),
    ],
)
def test_an_accent_comes_onto_its_letter(drawn: str, meant: str) -> None:
    assert with_accents(drawn) == meant


@pytest.mark.parametrize("text", ["plain", "say `code` now", "x ˆ 2", "´q", "Rücklé", "5¨", "c ¸"])
def test_what_is_no_accented_letter_stays(text: str) -> None:
    assert with_accents(text) == text


def test_the_text_of_a_document_that_was_kept_before_has_them_too() -> None:
    content = {
        "pages": [[["R¨uckl´e et al.", 10.0, 0, 1.0, 2.0]]],
        "n_pages": 1,
        "title": "",
        "author": "",
        "outline": [],
        "unread": [],
    }
    assert PdfText.from_content(content).texts == ["Rücklé et al."]
