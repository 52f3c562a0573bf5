"""One annotator after the other, and two at once: what is asked, what is kept."""

from __future__ import annotations

import random

import pytest

from tenfold.desk.labelling.events import labels_by_item, standing
from tenfold.desk.labelling.opening import open_labelling
from tenfold.desk.labelling.pool import Item, item_digest
from tenfold.desk.labelling.record import LabelRecord, Settings
from tenfold.desk.labelling.session import Session
from tenfold.errors import DataError, InputError
from tenfold.store.workspace import Workspace
from workspaces import workspace_on

from .pools import CLASSES, add_pool, numbered, opened, session


def _answer_all(asked: Session, label: str = "lung") -> list[str]:
    texts = []
    while (question := asked.next()) is not None:
        texts.append(question.item.text)
        asked.label(question, label)
    return texts


@pytest.mark.parametrize("strategy", ["random", "mixed", "uncertainty", "diversity"])
def test_every_text_is_asked_exactly_once(workspace: Workspace, strategy: str) -> None:
    asked = session(opened(workspace, 13), strategy=strategy)
    texts, labels = [], random.Random(0)
    while (question := asked.next()) is not None:
        texts.append(question.item.text)
        asked.label(question, labels.choice(CLASSES))
    assert sorted(texts) == sorted(text for (text,) in numbered(13)[1:])
    assert asked.progress().n_labelled == 13


def test_a_session_that_was_cut_off_goes_on_where_it_stopped(workspace: Workspace) -> None:
    labelling = opened(workspace)
    whole = [q.item.text for q in _first(session(labelling), 0)] or []
    asked = session(labelling)
    done = []
    for _ in range(5):
        question = asked.next()
        assert question is not None
        done.append(question.item.text)
        asked.label(question, "skin")
    again = open_labelling(Workspace(workspace.root), "pool")  # another process
    assert again.settings.classes == CLASSES
    rest = _answer_all(session(again))
    assert not whole
    assert len(done + rest) == len(set(done + rest)) == 12


def _first(asked: Session, n: int) -> list:
    return [asked.next() for _ in range(n)]


def test_undo_takes_back_one_after_the_other_and_asks_again(workspace: Workspace) -> None:
    asked = session(opened(workspace))
    first = asked.next()
    asked.label(first, "heart")
    second = asked.next()
    asked.skip(second)
    assert asked.undo() == second
    assert asked.undo() == first
    assert asked.undo() is None
    assert asked.next() == first
    asked.label(first, "lung")
    assert asked.next() == second
    asked.label(second, "skin")
    events = asked.record.events()
    assert [e.word.kind for e in events] == ["label", "skip", "undo", "undo", "label", "label"]
    labels = labels_by_item(standing(events))
    assert {by["ada"].word.label for by in labels.values()} == {"lung", "skin"}


def test_a_note_and_a_skip_are_kept_and_a_skipped_text_is_not_asked_again(
    workspace: Workspace,
) -> None:
    asked = session(opened(workspace, 3))
    question = asked.next()
    asked.note(question, "两种解释")
    assert asked.next() == question
    asked.skip(question)
    assert question.item.text not in _answer_all(asked)
    assert asked.record.events()[0].word.note == "两种解释"
    assert (asked.progress().n_skipped, asked.progress().n_mine) == (1, 2)
    assert question.item.text in _answer_all(session(open_labelling(workspace, "pool"), "ben"))


def test_what_was_skipped_is_asked_again_once_where_one_wants_to(workspace: Workspace) -> None:
    first = session(opened(workspace, 3))
    question = first.next()
    first.skip(question)
    again = session(open_labelling(workspace, "pool"), skipped=True)
    asked = []
    while (found := again.next()) is not None:
        asked.append(found.item.text)
        again.skip(found)
    assert sorted(asked) == [f"text number {i}" for i in range(3)]


def test_without_overlap_two_annotators_share_the_work(workspace: Workspace) -> None:
    labelling = opened(workspace)
    ada, ben = session(labelling, "ada"), session(labelling, "ben")
    texts = []
    while True:
        questions = [one.next() for one in (ada, ben)]
        if None in questions:
            break
        for asked, question in zip((ada, ben), questions, strict=True):
            asked.label(question, "lung")
            texts.append(question.item.text)
    # both may have been shown the same text at the same moment, never one that was labelled
    assert len(set(texts)) == 12
    assert len(texts) <= 12 + 4


@pytest.mark.parametrize("overlap", [0.3, 1.0])
def test_the_overlap_is_asked_of_everybody_and_nothing_else_is(
    workspace: Workspace, overlap: float
) -> None:
    labelling = opened(workspace, 30, overlap=overlap)
    ada = set(_answer_all(session(labelling, "ada")))
    ben = set(_answer_all(session(labelling, "ben")))
    assert len(ada) == 30
    assert ben == {item.text for item in labelling.pool.items if item.share < overlap}
    assert 0 < len(ben) <= 30


def test_the_overlap_is_the_share_that_was_asked_for() -> None:
    """Drawn by the texts' digests: of 10,000 texts 3,000, sd 46; the bounds allow 4 sd."""
    texts = [f"text number {i}" for i in range(10_000)]
    items = [Item(item_digest(text), text, "", (0,), None, True) for text in texts]
    assert abs(sum(item.share < 0.3 for item in items) - 3000) <= 184
    first = sorted(items, key=lambda item: item.rank)[:5000]
    assert abs(sum(item.share < 0.3 for item in first) - 1500) <= 131


def test_overlap_comes_early_and_first_what_the_other_has_labelled(workspace: Workspace) -> None:
    labelling = opened(workspace, 100, overlap=0.3)
    ada = session(labelling, "ada", batch=10)
    for question in iter(ada.next, None):
        ada.label(question, "lung")
        if ada.progress().n_mine == 20:
            break
    shared = {e.word.item for e in ada.record.events() if e.word.chosen_by == "overlap"}
    assert len(shared) == 6
    ben = session(labelling, "ben", batch=10)
    ben.next()
    assert {q.item.digest for q in ben._queue if q.chosen_by == "overlap"} <= shared


def test_a_test_split_is_asked_at_random_whatever_was_asked_for(workspace: Workspace) -> None:
    test = workspace.root / "test.csv"
    test.write_text("text\n" + "".join(f"test {i}\n" for i in range(8)), encoding="utf-8")
    add_pool(workspace, numbered(5), test=test)
    labelling = open_labelling(workspace, "pool", split="test", classes=CLASSES)
    asked = labelling.session("ada", _asking("mixed"), _no_vectors)
    assert len(_answer_all(asked)) == 8
    assert {e.word.chosen_by for e in asked.record.events()} == {"random"}


def _asking(strategy: str):
    from tenfold.desk.labelling.session import Asking

    return Asking(strategy=strategy)  # type: ignore[arg-type]


def _no_vectors(texts):
    raise AssertionError("a test set must not be chosen by a model")


def test_labels_outlive_a_new_version_with_the_same_texts(workspace: Workspace) -> None:
    _answer_all(session(opened(workspace, 6)))
    add_pool(workspace, [*numbered(8), ["text number 0"]])
    labelling = open_labelling(workspace, "pool")
    assert labelling.dataset.number == 2
    assert sorted(_answer_all(session(labelling))) == ["text number 6", "text number 7"]


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda w: open_labelling(w, "pool", classes=["a", " "]), "TF-DATA-072"),
        (lambda w: open_labelling(w, "pool", classes=["a", "b\x1b[2J"]), "TF-DATA-072"),
        (lambda w: open_labelling(w, "pool", overlap=1.5), "TF-DATA-071"),
        (lambda w: session(open_labelling(w, "pool"), "rules"), "TF-DATA-071"),
        (lambda w: session(open_labelling(w, "pool"), "a\nb"), "TF-DATA-071"),
        (lambda w: session(open_labelling(w, "pool")), "TF-DATA-072"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_saved(
    workspace: Workspace, call, code: str
) -> None:
    add_pool(workspace, numbered(4))
    with pytest.raises((DataError, InputError)) as caught:
        call(workspace)
    assert caught.value.code == code
    assert LabelRecord(workspace, "pool").settings() == Settings()
    assert LabelRecord(workspace, "pool").events() == []


def test_a_label_that_is_no_class_is_refused(workspace: Workspace) -> None:
    asked = session(opened(workspace))
    with pytest.raises(InputError, match="no such class: 'lungs'") as caught:
        asked.label(asked.next(), "lungs")
    assert caught.value.remedy == "Did you mean 'lung'?"
    assert asked.record.events() == []


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_each_database_keeps_every_word(
    kind: str,
    tmp_path,
    request: pytest.FixtureRequest,
) -> None:
    workspace = workspace_on(kind, tmp_path / "lab", request)
    labelling = opened(workspace, 5)
    asked = session(labelling)
    question = asked.next()
    asked.note(question, "NUL \0 and emoji 👩‍⚕️ " + "long " * 1000)
    asked.label(question, "heart")
    asked.undo()
    workspace.database.close()
    events = LabelRecord(Workspace(workspace.root), "pool").events()
    assert [(e.word.kind, e.word.label) for e in events] == [
        ("note", None), ("label", "heart"), ("undo", None),
    ]  # fmt: skip
    assert "👩‍⚕️" in events[0].word.note
    assert events[2].word.undoes == events[1].number
    assert all(e.time.utcoffset() is not None for e in events)
