from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.papers.record import Paper
from tenfold.papers.search.analysis import WORD, tokens_of
from tenfold.papers.search.query import read_query
from tenfold.papers.search.snippets import Snippets
from tenfold.papers.search.spellings import Spellings
from tenfold.papers.search.word_places import WordPlaces

SPELLINGS = ["parse", "Parsing", "PARSES", "parser", "a", "1", "state", "states", "die", "dying"]
SPELLINGS += ["naïve", "ﬁne", "½", "机", "翻译", "été", "ete", "σ"]
SIGNS = [" ", "  ", "-", "_", "’", "“", "–", "\u0308", "\u3000", "", "<", "\n"]
texts = st.lists(st.tuples(st.sampled_from(SPELLINGS), st.sampled_from(SIGNS)), max_size=30).map(
    lambda parts: "".join(word + sign for word, sign in parts)
)


def word_by_word(text: str, words: set[str]) -> list[tuple[str, int, int]]:
    return [
        (token, found.start(), found.end())
        for found in WORD.finditer(text)
        for token in tokens_of(found[0], "english")
        if token in words
    ]


@given(text=texts, asked=st.lists(st.sampled_from(SPELLINGS), max_size=4))
def test_the_places_are_those_that_a_look_at_each_word_gives(text: str, asked: list[str]) -> None:
    words = {token for one in asked for token in tokens_of(one, "english")}
    assert WordPlaces(words, "english").of(text) == word_by_word(text, words)


def test_a_spelling_that_comes_in_a_later_text_is_found_there() -> None:
    places = WordPlaces(tokens_of("connect", "english"), "english")
    assert places.of("all connected things") == [("connect", 4, 13)]
    assert places.of("no connection, none") == [("connect", 3, 13)]


def test_past_the_bound_spellings_are_learned_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tenfold.papers.search.spellings._MOST", 3)
    known = Spellings("english")
    before = known.read(" parsing is old ")
    assert known.read(" parses are new ")["pars"] == {"parsing", "parses"}
    assert known.read(" parsed ")["pars"] == {"parsed"}
    assert known.read(" parses are new ")["pars"] == {"parsed", "parses"}
    assert before["pars"] == {"parsing", "parses"}  # who looks a text up goes on with what they had


@pytest.mark.parametrize(
    "abstract", ["a\tparser  of\u00a0words", " a parser of words", "a parser of words "]
)
def test_a_snippet_has_one_space_between_words(abstract: str) -> None:
    paper = Paper(title="T", abstract=abstract)
    assert Snippets(read_query("words")).of(paper, {}).text == "a parser of words"
