"""What is typed means one class, or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.desk.labelling.keys import MOST_KEYS, Answer, class_keys, longer, understand

names = st.text(st.characters(categories=["L", "Nd", "Zs", "P"]), min_size=1, max_size=8).map(
    str.strip
)
several = st.lists(names.filter(bool), min_size=2, max_size=40, unique_by=str.casefold)


@given(several)
def test_every_class_can_be_given_and_every_key_is_one_class(classes: list[str]) -> None:
    keys = class_keys(classes)
    assert sorted(keys.values()) == (sorted(classes) if len(classes) <= MOST_KEYS else [])
    assert not set(keys) & set("usnq")
    for key, name in keys.items():
        assert understand(key, classes) == Answer("label", name)
    for name in classes:
        typed = understand(name, classes)
        is_command = name.removeprefix(":").partition(" ")[0] in "usnq"
        is_key = name in keys
        assert is_command or is_key or typed == Answer("label", name)


def test_classes_that_are_keys_keep_them() -> None:
    assert class_keys(["0", "1", "2"]) == {"0": "0", "1": "1", "2": "2"}
    assert class_keys(["1", "other"]) == {"1": "1", "2": "other"}


def test_commands_and_prefixes() -> None:
    few, many = ["heart", "lung"], [f"class {i}" for i in range(40)]
    assert understand("u", few) == understand(":u", few) == Answer("undo")
    assert understand("n who is this?", few) == Answer("note", "who is this?")
    assert understand("LU", few) == Answer("label", "lung")
    assert understand("class 3", many) == Answer("label", "class 3")
    assert understand("class 3 ", many) == Answer("label", "class 3")
    assert understand(":q", many) == Answer("quit")
    assert understand("u", many).meaning == "unclear"


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "nothing"), ("x", "no class"), ("class", "begins 40 names"), ("\x1b[A", "no class")],
)
def test_what_is_unclear_labels_nothing(typed: str, said: str) -> None:
    answer = understand(typed, [f"class {i}" for i in range(40)])
    assert answer.meaning == "unclear"
    assert said in answer.text


def test_tab_types_what_the_completions_share() -> None:
    classes = ["card arrival", "card lost", "Cash"]
    assert [longer(typed, classes) for typed in ("c", "car", "cas", "x")] == [
        "ca",
        "card ",
        "Cash",
        "x",
    ]
