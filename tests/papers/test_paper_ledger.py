"""What was said of a paper that is merged into another: seen there, and given back when the merge is."""

from __future__ import annotations

from datetime import date

import pytest

from tenfold.papers.answers import Answers
from tenfold.papers.discussion import Discussion
from tenfold.papers.forms import package_forms
from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.mark_change import MarkChange
from tenfold.papers.reading_marks import ReadingMarks
from tenfold.papers.record import Paper
from tenfold.papers.reviews import Reviews
from tenfold.papers.subject import subject_of
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
