"""The labelled version: each row in it or counted out, each label with its origin."""

from __future__ import annotations

import pytest

from tenfold.data import catalog
from tenfold.desk.labelling.comparing import compare
from tenfold.desk.labelling.finishing import finish
from tenfold.desk.labelling.opening import Labelling, open_labelling
from tenfold.desk.labelling.rules import Rule
from tenfold.desk.labelling.weak import try_rules
from tenfold.errors import DataError
from tenfold.store.workspace import Workspace

from .pools import CLASSES, add_pool, opened, session, write_csv


def _say(
    labelling: Labelling, annotator: str, labels: dict[str, str], strategy: str = "random"
) -> None:
    asked = session(labelling, annotator, strategy=strategy)
    for question in iter(asked.next, None):
        label = labels.get(question.item.text)
        _ = asked.label(question, label) if label else asked.skip(question)


def test_rows_in_are_rows_kept_and_rows_counted(workspace: Workspace) -> None:
    rows = [
        ["id", "text", "label"],
        ["1", "a", ""],
        ["2", "b", "lung"],
        ["3", "a", ""],
        ["4", "c", ""],
        ["5", "d", ""],
    ]
    add_pool(workspace, [*rows, ["6", "e", ""]])
    labelling = open_labelling(workspace, "pool", classes=CLASSES, overlap=1.0)
    _say(labelling, "ada", {"a": "heart", "c": "skin"})
    _say(labelling, "ben", {"a": "heart", "c": "lung"})
    try_rules(labelling, [Rule("skin", "d"), Rule("skin", "a")])
    done = finish(labelling, with_rules=True)
    made = catalog.load(workspace, "pool")
    assert made.number == done.dataset.number == 2
    found = list(
        zip(
            *(made.values[name] for name in ("id", "label", "label_source", "label_by")),
            strict=True,
        )
    )
    assert found == [
        ("1", "heart", "human", "ada, ben"),
        ("2", "lung", "given", ""),
        ("3", "heart", "human", "ada, ben"),
        ("5", "skin", "rule", "rules"),
    ]
    assert (done.n_unlabelled, done.n_disputed, done.by_source) == (
        1,
        1,
        {"given": 1, "human": 2, "rule": 1},
    )
    assert done.n_rows == sum(done.by_source.values()) + done.n_unlabelled + done.n_disputed
    trusted = finish(labelling, trust="ben")
    assert trusted.dataset.values["label"] == ["heart", "lung", "heart", "lung"]
    assert trusted.by_source == {"given": 1, "human": 3}
    with pytest.raises(DataError, match="'bob' has labelled nothing") as caught:
        finish(labelling, trust="bob")
    assert caught.value.code == "TF-DATA-071"


def test_labelling_goes_on_on_the_version_that_is_not_finished(workspace: Workspace) -> None:
    labelling = opened(workspace, 6)
    asked = session(labelling)
    for label in ("heart", "lung"):
        asked.label(asked.next(), label)
    assert finish(labelling).dataset.is_new
    assert not finish(open_labelling(workspace, "pool")).dataset.is_new
    again = open_labelling(workspace, "pool")
    assert (again.dataset.number, session(again).progress().n_labelled) == (1, 2)
    more = session(again)
    more.label(more.next(), "skin")
    assert finish(again).dataset.number == 3
    assert len(catalog.load(workspace, "pool")) == 3


def test_which_labels_a_model_chose_is_told(workspace: Workspace) -> None:
    labelling = opened(workspace, 6)
    for strategy, label in (("random", "heart"), ("mixed", "lung")):
        asked = session(labelling, strategy=strategy)
        asked.label(asked.next(), label)
    done = finish(labelling)
    assert done.n_chosen == 1
    assert sorted(done.dataset.values["label_chosen_by"]) == ["mixed", "random"]


def test_corrections_count_and_an_earlier_origin_is_kept(workspace: Workspace) -> None:
    add_pool(workspace, [["text", "label"], ["a", "heart"], ["b", "heart"], ["c", "lung"]])
    labelling = open_labelling(workspace, "pool", everything=True)
    _say(labelling, "ada", {"a": "lung"})
    done = finish(labelling)
    assert (done.n_changed, done.dataset.values["label"]) == (1, ["lung", "heart", "lung"])
    second = open_labelling(workspace, "pool@2", everything=True)
    _say(second, "ben", {"b": "lung", "c": "heart"})
    # ben's words and ada's count on the same texts, in whatever version they were said
    made = finish(second).dataset
    assert list(zip(made.values["label"], made.values["label_by"], strict=True)) == [
        ("lung", "ada"), ("lung", "ben"), ("heart", "ben"),
    ]  # fmt: skip
    assert made.columns.count("label_source") == 1


def test_given_test_labels_are_passed_on_untouched(workspace: Workspace) -> None:
    test = write_csv(workspace.root / "t.csv", [["text", "label"], ["a", "skin"], ["z", ""]])
    add_pool(workspace, [["text", "label"], ["a", ""], ["b", ""], ["c", "lung"]], test=test)
    labelling = open_labelling(workspace, "pool", classes=CLASSES)
    _say(labelling, "ada", {"a": "heart", "b": "heart"})
    made = finish(labelling).dataset
    assert list(zip(made.texts(), made.labels(), made.splits or [], strict=True)) == [
        ("a", "heart", "train"), ("b", "heart", "train"), ("c", "lung", "train"), ("a", "skin", "test"),
    ]  # fmt: skip


def test_nothing_or_one_class_is_refused_and_nothing_is_written(workspace: Workspace) -> None:
    labelling = opened(workspace, 3)
    with pytest.raises(DataError, match="no row has a label yet"):
        finish(labelling)
    asked = session(labelling)
    asked.label(asked.next(), "skin")
    with pytest.raises(DataError, match="one class only") as caught:
        finish(labelling)
    assert caught.value.code == "TF-DATA-014"
    assert [entry["number"] for entry in catalog.listing(workspace)] == [1]


def test_disagreements_are_listed_and_counted(workspace: Workspace) -> None:
    labelling = opened(workspace, 40, overlap=1.0)
    texts = [item.text for item in labelling.pool.items]
    _say(labelling, "ada", {t: CLASSES[i % 3] for i, t in enumerate(texts)})
    _say(
        labelling,
        "ben",
        {t: CLASSES[i % 3] if i % 10 else "skin" for i, t in enumerate(texts[:30])},
    )
    found = compare(labelling)
    assert found.n_by_annotator == {"ada": 40, "ben": 30}
    (pair,) = found.pairs
    assert (pair.n_equal, sum(map(sum, pair.confusion)), found.alpha.n_items) == (28, 30, 30)
    assert [d.text for d in found.disagreements] == [texts[0], texts[10]]
    assert found.disagreements[0].labels == {"ada": "heart", "ben": "skin"}
    assert 0.8 < pair.kappa.value < 1


def test_one_annotator_has_nobody_to_agree_with(workspace: Workspace) -> None:
    labelling = opened(workspace, 3)
    _say(labelling, "ada", {"text number 0": "skin"})
    with pytest.raises(DataError, match="only ada has labelled") as caught:
        compare(labelling)
    assert caught.value.code == "TF-DATA-073"


def test_a_test_row_takes_no_label_of_a_rule_or_of_a_model_s_choice(workspace: Workspace) -> None:
    test = write_csv(
        workspace.root / "test.csv", [["text", "label"], ["a", ""], ["t", ""], ["u", "skin"]]
    )
    add_pool(workspace, [["text", "label"], ["a", ""], ["b", "lung"], ["c", "heart"]], test=test)
    labelling = open_labelling(workspace, "pool", classes=CLASSES)
    _say(labelling, "ada", {"a": "heart"}, strategy="diversity")
    try_rules(labelling, [Rule("skin", "t"), Rule("skin", "a")])
    chosen = {
        event.word.chosen_by for event in labelling.record.events() if event.word.label == "heart"
    }
    made = finish(labelling, with_rules=True).dataset
    in_test = [
        (text, label)
        for text, label, split in zip(made.texts(), made.labels(), made.splits or (), strict=True)
        if split == "test"
    ]
    assert chosen & {"mixed", "uncertainty", "diversity"}, (
        "a model chose the text, or this shows nothing"
    )
    assert in_test == [("u", "skin")]
