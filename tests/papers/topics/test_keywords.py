"""Keywords are found as whole words, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.papers.topics.keywords import KeywordFinder, split


def found(phrases: list[str], text: str) -> dict[str, int]:
    return dict(KeywordFinder(phrases).found(split(text)))


@pytest.mark.parametrize(
    ("phrase", "text", "n"),
    [
        ("language model", "Language-models and a language model", 2),
        ("ontology", "Two ontologies", 1),
        ("corpus", "a corpus", 1),
        ("CLIP", "we clip gradients", 0),
        ("CLIP", "CLIP sees", 1),
        ("LLM", "LLMs", 1),
        ("GLUE", "glue", 0),
        ("rag", "drag and drop", 0),
        ("back-translation", "back translation", 1),
        ("chain of thought", "a chain of thoughts", 1),
        ("summarization", "Résumé: Summarization", 1),
        ("翻译", "神经机器翻译与翻译", 2),
        ("LLM-as-a-judge", "an LLM as a judge", 1),
    ],
)
def test_a_phrase_is_found_as_whole_words(phrase: str, text: str, n: int) -> None:
    assert found([phrase], text).get(phrase, 0) == n


def test_of_phrases_in_each_other_the_longest_counts_alone() -> None:
    phrases = ["machine translation", "neural machine translation", "translation"]
    text = "Neural machine translation, then translation"
    assert found(phrases, text) == {"neural machine translation": 1, "translation": 1}


@given(
    phrases=st.lists(st.text(min_size=1, max_size=12), max_size=5),
    text=st.text(max_size=60),
)
def test_any_text_can_be_searched_for_any_phrase(phrases: list[str], text: str) -> None:
    assert set(found(phrases, text)) <= set(phrases)


@given(
    words=st.lists(st.sampled_from(["alpha", "beta", "gamma", "delta"]), min_size=1, max_size=4),
    before=st.lists(st.sampled_from(["one", "two"]), max_size=3),
)
def test_a_phrase_is_found_in_every_text_that_holds_its_words(
    words: list[str], before: list[str]
) -> None:
    phrase = " ".join(words)
    assert found([phrase], " ".join([*before, *words, "end"])) == {phrase: 1}


def test_phrases_are_found_wherever_they_stand_and_as_often() -> None:
    finder = KeywordFinder(["language model", "language", "LoRA", "model zoo"])
    text = split(
        "LoRA. A language model, a language; language-models of LoRA, a model of a model zoo"
    )
    assert finder.found(text) == {"language model": 2, "language": 1, "LoRA": 2, "model zoo": 1}
    assert finder.found(text) == finder.found(split(text.text))
