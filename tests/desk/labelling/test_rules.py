"""Weak labels: what matches, what a rule is worth, and that they stay apart from human ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenfold.desk.labelling.deciding import human_labels
from tenfold.desk.labelling.events import labels_by_item, standing
from tenfold.desk.labelling.opening import open_labelling
from tenfold.desk.labelling.rules import Rule, matches, read_rules, vote
from tenfold.desk.labelling.weak import try_rules
from tenfold.errors import DataError
from tenfold.store.workspace import Workspace

from .pools import CLASSES, add_pool, session

TEXTS = ["my heart beats fast", "I cough", "cough and a fast heart", "an itch", "no idea"]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("cold", "a Cold, then", True),
        ("cold", "scolded", False),
        ("itch*", "ITCHY skin", True),
        ("itch", "itchy skin", False),
        ("runny nose", "a runny\n  nose", True),
        ("runny nose", "runny, nose", False),
        ("c++", "I like C++!", True),
        ("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaa!", False),
        ("好吃", "真的很好吃啊", True),
        ("ＣＯＵＧＨ", "cough", True),
        ("Straße", "STRASSE", True),
    ],
)
def test_words_match_as_words(phrase: str, text: str, expected: bool) -> None:
    assert matches(phrase, text) is expected


def test_conflicting_rules_give_no_label() -> None:
    votes = vote([Rule("heart", "heart"), Rule("lung", "cough"), Rule("heart", "fast")], TEXTS)
    assert [votes.label(i) for i in range(5)] == ["heart", "lung", None, None, None]
    assert [votes.is_conflict(i) for i in range(5)] == [False, False, True, False, False]


def _labelling(workspace: Workspace):
    add_pool(workspace, [["text"], *([text] for text in TEXTS)])
    return open_labelling(workspace, "pool", classes=CLASSES)


def test_precision_is_counted_on_human_labels_alone(workspace: Workspace) -> None:
    labelling = _labelling(workspace)
    rules = [Rule("heart", "heart"), Rule("lung", "cough"), Rule("skin", "itch")]
    before = try_rules(labelling, rules)
    assert [rule.precision for rule in before.rules] == [None, None, None]
    assert (before.n_labelled, before.n_conflicts) == (3, 1)
    asked = session(labelling)
    truth = dict(zip(TEXTS, ["heart", "heart", "lung", "skin", "skin"], strict=True))
    for question in iter(asked.next, None):
        asked.label(question, truth[question.item.text])
    found = try_rules(labelling, rules)
    assert [(r.n_matched, r.n_conflicts, r.n_known, r.n_right) for r in found.rules] == [
        (2, 1, 2, 1), (2, 1, 2, 1), (1, 0, 1, 1),
    ]  # fmt: skip
    assert (found.n_known, found.n_right) == (3, 2)
    assert len(asked.record.events()) == 3 + 5  # the second time nothing had changed


def test_new_rules_take_the_place_of_old_ones_and_touch_no_human_label(
    workspace: Workspace,
) -> None:
    labelling = _labelling(workspace)
    asked = session(labelling)
    question = asked.next()
    asked.label(question, "skin")
    try_rules(labelling, [Rule("heart", "heart"), Rule("skin", "itch")])
    try_rules(labelling, [Rule("lung", "heart")])
    try_rules(labelling, [Rule("lung", "itch")])
    events = labelling.record.events()
    weak = labels_by_item(standing(events), source="rule")
    texts = {labelling.pool.by_digest[i].text: by["rules"].word.label for i, by in weak.items()}
    assert texts == {"an itch": "lung"}
    assert human_labels(events) == {question.item.digest: "skin"}
    assert session(labelling, "ben").progress().n_labelled == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"lung = [", "not valid TOML"),
        (b"\xff\xfe", "not valid TOML"),
        (b"lungs = ['cough']", "no class 'lungs'"),
        (b"lung = 'cough'", "must be a list"),
        (b"lung = [1]", "must be a list"),
        (b"lung = ['*']", "is no phrase"),
        (b"lung = ['']", "is no phrase"),
        (b"lung = []", "has 0 rules"),
        (b"", "has 0 rules"),
    ],
)
def test_a_bad_rules_file_is_refused_by_name(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "rules.toml"
    path.write_bytes(content)
    with pytest.raises(DataError, match=said) as caught:
        read_rules(path, CLASSES)
    assert (caught.value.code, caught.value.where) == ("TF-DATA-074", "rules.toml")
    with pytest.raises(DataError, match="cannot be read"):
        read_rules(tmp_path / "none.toml", CLASSES)
