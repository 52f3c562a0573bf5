"""Which words a text has for the comparison."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.desk.near.words import words

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don't panic -- it's ONLY 3,50!", "dont panic its only 3 50"),
        ("and/or snake_case e-mail", "and or snake case e mail"),
        ("很快，好吃 ok", "很 快 好 吃 ok"),
        ("ｆｕｌｌ　ｗｉｄｔｈ", "full width"),
        ("zero\u200bwidth and so\u00adft hyphen", "zerowidth and soft hyphen"),
        ("हिन्दी में", "हिन्दी में"),
        ("カタカナ ラーメン", "カ タ カ ナ ラ ー メ ン"),
        ("STRASSE straße", "strasse strasse"),
        ("!?… 🙂", ""),
        ("", ""),
    ],
)
def test_words_are_as_a_reader_would_say(text: str, expected: str) -> None:
    assert " ".join(words(text)) == expected


@given(any_text)
def test_words_of_words_are_the_same(text: str) -> None:
    found = words(text)
    assert all(found)
    assert words(" ".join(found)) == words(" ".join(words(" ".join(found))))


@given(st.lists(st.text("abcdé", min_size=1, max_size=4), max_size=8))
def test_case_and_punctuation_change_nothing(parts: list[str]) -> None:
    assert words(", ".join(parts).upper() + "!") == words(" ".join(parts))
