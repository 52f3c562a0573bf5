"""What was said of a paper that is merged into another: seen there, and given back when the merge is."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tenfold.errors import InputError
from tenfold.papers.answer_search import search_answers
from tenfold.papers.answers import Answers
from tenfold.papers.collections import Collections
from tenfold.papers.discussion import Discussion
from tenfold.papers.forms import package_forms
from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.mark_change import MarkChange
from tenfold.papers.reading_marks import ReadingMarks
from tenfold.papers.record import Paper
from tenfold.papers.reviews import Reviews
from tenfold.papers.snoozes import Snoozes
from tenfold.papers.subject import number_of, subject_of
from tenfold.store.workspace import Workspace


@pytest.fixture
def workspace(workspace_on_each: Workspace) -> Workspace:
    library = Library(workspace_on_each)
    papers = [Paper(title=f"Of {key}", key=key) for key in ("kept", "gone", "first")]
    library.take_in([Read(paper, "x.bib:1") for paper in papers])
    return workspace_on_each


def subject(workspace: Workspace, key: str) -> str:
    return subject_of(Library(workspace).number(key))


def test_answers_comments_and_marks_follow_a_merge_and_come_back_with_it(
    workspace: Workspace,
) -> None:
    library, answers = Library(workspace), Answers(workspace)
    kept, gone = subject(workspace, "kept"), subject(workspace, "gone")
    answers.answer(gone, 1, "what the merged one asks")
    answers.answer(gone, 2, "is it new?")
    answers.answer(kept, 1, "what the kept one asks")
    Discussion(workspace).comment(gone, "careful with its test set")
    quick = package_forms()["quick"]
    Reviews(workspace).review(gone, quick, {"strength": "small", "concern": "few seeds"})
    ReadingMarks(workspace).change(gone, MarkChange(state="skimmed"), day=date(2026, 11, 28))
    library.merge("kept", ["gone"])
    seen = {n: answer.text for n, answer in answers.standing(kept).items()}
    assert seen == {1: "what the kept one asks", 2: "is it new?"}
    assert [c.text for c in Discussion(workspace).comments_of(kept)] == [
        "careful with its test set"
    ]
    assert ReadingMarks(workspace).mark(kept).state == "skimmed"
    assert [review.person for review in Reviews(workspace).reviews_of(kept)] == ["local"]
    answers.answer(kept, 2, "no, it is not")
    assert answers.standing(kept)[2].text == "no, it is not"
    library.undo()
    assert {n: a.text for n, a in answers.standing(kept).items()} == {1: "what the kept one asks"}
    assert answers.standing(gone)[1].text == "what the merged one asks"
    assert Discussion(workspace).comments_of(kept) == []


def test_what_was_merged_twice_is_found_where_it_went(workspace: Workspace) -> None:
    library, answers = Library(workspace), Answers(workspace)
    answers.answer(subject(workspace, "first"), 3, "of the first")
    library.merge("gone", ["first"])
    library.merge("kept", ["gone"])
    assert answers.standing(subject(workspace, "kept"))[3].text == "of the first"


def test_a_paper_that_was_only_removed_leaves_nothing_to_another(workspace: Workspace) -> None:
    library, answers = Library(workspace), Answers(workspace)
    answers.answer(subject(workspace, "gone"), 1, "gone with it")
    library.remove(["gone"])
    assert answers.standing(subject(workspace, "kept")) == {}


def test_lists_over_all_papers_name_a_merged_paper_by_what_it_became(workspace: Workspace) -> None:
    library, answers, marks = Library(workspace), Answers(workspace), ReadingMarks(workspace)
    kept, gone, first = (subject(workspace, key) for key in ("kept", "gone", "first"))
    today = date(2026, 11, 28)
    answers.answer(gone, 2, "is it new?")
    marks.change(gone, MarkChange(state="to read", giver="Gao"), day=today)
    marks.change(first, MarkChange(saved=True), day=today)
    marks.change(kept, MarkChange(state="skimmed"), day=today)
    Snoozes(workspace).drop([Library(workspace).number("gone")])
    collections = Collections(workspace)
    collections.begin("mine", private=True)
    collections.add("mine", [gone, first, kept])

    library.merge("first", ["gone"])
    assert [one.subject for one in search_answers(workspace, "new")] == [first]
    assert [mark.subject for mark in marks.owed()] == []  # the mark on the paper itself counts
    assert {mark.subject for mark in marks.all()} == {first, kept}
    assert Snoozes(workspace).all() == {library.number("first"): None}
    assert collections.named("mine").members == (first, kept)
    assert [c.name for c in collections.of(first)] == ["mine"]
    collections.take_out("mine", [first])
    assert collections.named("mine").members == (kept,)
    assert Snoozes(workspace).take_back([library.number("gone")]) == 1
    assert Snoozes(workspace).all() == {}

    library.undo()
    assert [mark.subject for mark in marks.owed()] == [gone]
    assert [one.subject for one in search_answers(workspace, "new")] == [gone]


def test_what_was_said_follows_the_merge_whatever_keys_are_given_later(
    workspace: Workspace,
) -> None:
    library, answers = Library(workspace), Answers(workspace)
    answers.answer(subject(workspace, "gone"), 1, "of the merged one")
    library.merge("kept", ["gone"])
    library.change("kept", key="gone")
    assert answers.standing(subject(workspace, "gone"))[1].text == "of the merged one"
    answers.answer(subject(workspace, "first"), 1, "of one that is removed")
    library.remove(["first"])
    library.change("gone", key="first")
    library.change("first", key="last")
    assert answers.standing(subject(workspace, "first"))[1].text == "of the merged one"


def test_of_many_merges_in_one_batch_each_paper_went_where_it_was_merged(
    workspace: Workspace,
) -> None:
    library = Library(workspace)
    more = [Read(Paper(title=f"More of {n}", key=f"more{n}"), "x.bib:1") for n in range(3)]
    library.take_in(more)
    numbers = [n for n, _ in library.each()]
    library.merge_groups({numbers[0]: numbers[1:3], numbers[3]: numbers[4:5]})
    library.merge(library.by_number([numbers[3]])[numbers[3]].key, ["kept"])
    became = {n: numbers[3] for n in numbers if n not in (numbers[3], numbers[5])}
    assert library.became(numbers) == became
    assert library.merged_into(numbers[3]) == sorted(became)
    assert library.merged_into(numbers[0]) == []
    assert library.merged_into_each(numbers) == {numbers[3]: sorted(became)}
    library.undo()
    assert library.merged_into_each(numbers) == {
        numbers[0]: numbers[1:3], numbers[3]: [numbers[4]],
    }  # fmt: skip
    assert library.became(numbers) == {
        numbers[1]: numbers[0], numbers[2]: numbers[0], numbers[4]: numbers[3],
    }  # fmt: skip


def test_a_comment_on_a_merged_paper_can_be_changed_where_it_is_shown(workspace: Workspace) -> None:
    talk = Discussion(workspace)
    number = talk.comment(subject(workspace, "gone"), "carefull").number
    Library(workspace).merge("kept", ["gone"])
    kept = subject(workspace, "kept")
    assert talk.edit(kept, number, "careful").text == "careful"
    talk.remove(kept, number)
    assert talk.comments_of(kept) == []


def test_of_two_processes_that_say_the_same_for_the_first_time_one_is_told(
    workspace: Workspace,
) -> None:
    kept = subject(workspace, "kept")
    answers, marks = Answers(workspace), ReadingMarks(workspace)
    answers._own = lambda _subject, _n: None  # type: ignore[method-assign]  # it looked before the other wrote
    answers.answer(kept, 1, "the first")
    answers.answer(kept, 2, "another question is no second time")
    with pytest.raises(InputError, match="another process"):
        answers.answer(kept, 1, "the second")
    marks.change(kept, MarkChange(saved=True), day=date(2026, 11, 28))
    marks._entry = lambda _subject: None  # type: ignore[method-assign]
    with pytest.raises(InputError, match="another process"):
        marks.tag(kept, ["lost"])
    assert answers.standing(kept)[1].text == "the first"


def test_the_last_choice_of_the_lab_holds_after_a_merge_too(workspace: Workspace) -> None:
    of = {key: subject(workspace, key) for key in ("kept", "gone")}
    for person in ("ben", "ann"):
        Answers(workspace, person=person).answer(of["gone"], 1, f"That of {person}.")
        Answers(workspace).choose(of["gone"], 1, person)
    Library(workspace).merge("kept", ["gone"])
    assert Answers(workspace).standing(of["kept"])[1].person == "ann"


def test_to_read_what_was_said_of_a_paper_does_not_ask_for_the_merges_of_others(
    workspace: Workspace,
) -> None:
    library = Library(workspace)
    library.take_in(Read(Paper(title=f"More of {n}", key=f"more{n}"), "x.bib:1") for n in range(40))
    pairs = {library.number(f"more{n}"): [library.number(f"more{n + 1}")] for n in range(0, 40, 2)}
    library.merge_groups(pairs)
    about, asked = subject(workspace, "more0"), list[object]()

    def hear(*said: object) -> None:
        asked.append(said[3])

    event.listen(Engine, "before_cursor_execute", hear)
    Answers(workspace).of_each([about])
    event.remove(Engine, "before_cursor_execute", hear)
    others = {gone for (gone,) in pairs.values()} - {number_of(about) + 1}
    named = {value for one in asked for value in (one.values() if isinstance(one, dict) else one)}  # type: ignore[attr-defined]
    assert asked
    assert not others & named
