"""Finished English sentences are told in another language by the template that they were made of."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from catalogues import catalogue_in
from tenfold.errors import InputError
from tenfold.retelling import retelling
from tenfold.wording import worded

SPOKEN = {
    "{n:,} texts are empty.": "{n:,} 条文本为空。",
    "{n:,} stand in several splits": "{n:,} 个出现在多个划分中",
    "{n:,} groups, the largest with {largest:,} rows": "{n:,} 个分组，最大的有 {largest:,} 行",
    "the column {name!r} tells it in {share:.0%}": "列 {name!r} 能判断 {share:.0%}",
    "{attribute}: {said!s}": "{attribute}：{said!s}",
    "{what!s}: {why!s}": "{what!s}：{why!s}",
    "{n:,} values": "{n:,} 个取值",
    "there is no text column.": "没有文本列。",
    "Look at {name} again.": "请再看看 {name}。",
}
WORDS = {"lengths": "文本长度", "{n} of {m}": "{m} 中的 {n}"}


@pytest.fixture
def retell(tmp_path: Path) -> Callable[[str], str]:
    return retelling("zh", locale=catalogue_in(tmp_path, SPOKEN, WORDS))


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("1,200 texts are empty.", "1,200 条文本为空。"),
        ("lengths: there is no text column.", "文本长度：没有文本列。"),
        (
            "12 groups, the largest with 1,000 rows; 3 stand in several splits.",
            "12 个分组，最大的有 1,000 行；3 个出现在多个划分中。",
        ),
        ('the column "it\'s; 5" tells it in 80%', '列 "it\'s; 5" 能判断 80%'),
        ("city: 12 values; sex: 2 values.", "city：12 个取值；sex：2 个取值。"),
        ("3 texts are empty. Look at notes@2 again.", "3 条文本为空。请再看看 notes@2。"),
        (
            "a.csv: 3 texts are empty.\n  Look at a.csv again.",
            "a.csv：3 条文本为空。\n  请再看看 a.csv。",
        ),
        ("3 texts are empty. This has no template.", "3 条文本为空。This has no template."),
    ],
)
def test_a_sentence_is_told_with_its_values(
    retell: Callable[[str], str], english: str, chinese: str
) -> None:
    assert retell(english) == chinese


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3 of 4",  # a template of pages alone
        "many texts are empty.",
        "lengths: nothing that is known.",
        "city: 12 things",
        "{n:,} texts are empty",
        "x; " * 40 + "3 texts are empty",
        "a" * 5_000,
    ],
)
def test_what_is_not_known_stays_as_it_is(retell: Callable[[str], str], text: str) -> None:
    assert retell(text) == text


@pytest.mark.parametrize("piece", [": a", "a: b; ", "x, ", "'a' ", "1 values; ", ". A", "a: a\n"])
def test_a_text_that_is_made_to_be_tried_for_ever_is_given_up(
    retell: Callable[[str], str], piece: str
) -> None:
    """A value that is to be told may be such a sentence again, and so on: it once went on without end."""
    text = piece * (1_900 // len(piece))
    assert len(retell(text)) <= len(text)


def test_english_stays_english_and_an_unknown_language_is_refused() -> None:
    assert retelling("en")("3 texts are empty.") == "3 texts are empty."
    with pytest.raises(InputError, match="no such language"):
        retelling("tlh")


def test_a_language_without_a_catalogue_stays_english(tmp_path: Path) -> None:
    assert retelling("zh", locale=tmp_path)("3 texts are empty.") == "3 texts are empty."


def test_a_finished_sentence_is_a_plain_text() -> None:
    said = worded("{name!r} has {n:,} rows.", name="a", n=1200)
    assert type(said) is str
    assert json.dumps(said) == "\"'a' has 1,200 rows.\""
