"""What is open is counted, and too much of it is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.lab.goal import Goal
from tenfold.lab.goals import Goals
from tenfold.lab.journal import Journal
from tenfold.lab.note import Note
from tenfold.lab.open_work import (
    FEW_GOALS,
    FEW_PARKED,
    FEW_QUESTIONS,
    FEW_STUDIES,
    FEW_TASKS,
    OpenWork,
    narrowing_sentence,
    open_work,
)
from tenfold.lab.task import Task
from tenfold.store.ledger import Change, Ledger
from tenfold.store.workspace import Workspace

DAY = date(2026, 11, 28)
FEW = OpenWork(
    n_goals=FEW_GOALS,
    n_studies=FEW_STUDIES,
    n_questions=FEW_QUESTIONS,
    n_parked=FEW_PARKED,
    n_tasks=FEW_TASKS,
)


def test_only_what_is_open_and_shared_is_counted(workspace: Workspace) -> None:
    goals, journal = Goals(workspace), Journal(workspace)
    goals.add(Goal(text="submit"))
    goals.add(Goal(text="exam"))
    goals.done(2)
    for note in (
        Note(text="why?", day=DAY, kind="question"),
        Note(text="how?", day=DAY, kind="question", is_private=False),
        Note(text="when?", day=DAY, kind="question", answer="then", answered_on=DAY),
        Note(text="another encoder", day=DAY, kind="parked"),
        Note(text="a thought", day=DAY),
    ):
        journal.write(note)
    task = Task(text="write", day=DAY)
    tasks = (task, replace(task, done_on=DAY), replace(task, dropped_on=DAY))
    Ledger(workspace).save([Change(kind="task", content=t.to_content()) for t in tasks])
    (workspace.studies / "first.toml").write_text('[study]\nquestion = "?"\n')
    assert open_work(workspace) == OpenWork(
        n_goals=1, n_studies=1, n_questions=1, n_parked=0, n_tasks=1
    )
    journal.share([1, 3, 4])
    shared = open_work(workspace)
    assert (shared.n_questions, shared.n_parked) == (2, 1)


@given(counts=st.lists(st.integers(0, 30), min_size=5, max_size=5))
def test_every_count_that_is_not_zero_is_said(counts: list[int]) -> None:
    names = ("n_goals", "n_studies", "n_questions", "n_parked", "n_tasks")
    work = OpenWork(**dict(zip(names, counts, strict=True)))
    said = narrowing_sentence(work, str)
    words = ("goal", "stud", "question", "parked idea", "task")
    for n, word in zip(counts, words, strict=True):
        assert (f"{n} {word}" in said) == (n > 0)
    assert said.startswith("Open: " if any(counts) else "Nothing is open.")


@pytest.mark.parametrize("name", ["n_goals", "n_studies", "n_questions", "n_parked", "n_tasks"])
def test_narrowing_down_is_advised_from_one_more_than_a_few_on(name: str) -> None:
    assert "Narrow down" not in narrowing_sentence(FEW, str)
    more = replace(FEW, **{name: getattr(FEW, name) + 1})
    assert "Narrow down" in narrowing_sentence(more, str)
