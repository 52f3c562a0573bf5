"""What a survey says: papers by questions, the gaps, what is to be done next by topic, topics by year."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenfold.papers.answers import Answers
from tenfold.papers.aspect import aspects
from tenfold.papers.collections import Collections
from tenfold.papers.comparison import Compared, Comparison
from tenfold.papers.holdings import Holdings
from tenfold.papers.plain_words import plain_words
from tenfold.papers.subject import number_of, subject_of
from tenfold.papers.topics.coverage import coverage_of
from tenfold.papers.topics.placing import PaperTopics

if TYPE_CHECKING:
    from tenfold.papers.answers import Answer
    from tenfold.papers.record import Paper
    from tenfold.papers.topics.coverage import Coverage
    from tenfold.papers.topics.placing import Placed
    from tenfold.store.workspace import Workspace

__all__ = ["NEXT", "QUESTIONS", "Missing", "NextSteps", "Survey", "survey_of"]

QUESTIONS = (1, 3, 5, 7, 8, 10)
"""Problem, hypothesis, key of the solution, data and code, support, what next."""
NEXT = 10


@dataclass(frozen=True, slots=True)
class Missing:
    """Question `n` of a paper, by its key, that has no answer in the survey.

    `given_by`: who has answered it, though the lab has not chosen their answer.
    """

    paper: str
    n: int
    given_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NextSteps:
    """What papers of one topic leave to be done: keys and answers to question 10, in plain words.

    `topic` is the key of the topic and `name` its name; both are empty for papers under no topic.
    """

    topic: str
    name: str
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The papers of a collection, in its order, and what their answers say in each question.

    In a cell stands the lab's choice, else the answer of who asks; nobody else's. `coverage` counts the
    collection's own papers by topic and year.
    """

    collection: str
    papers: tuple[Paper, ...]
    comparison: Comparison
    missing: tuple[Missing, ...]
    next_steps: tuple[NextSteps, ...]
    coverage: Coverage

    def to_json(self) -> dict[str, Any]:
        """As `paper survey --json` prints it."""
        said = self.comparison.to_json()
        return {
            "schema_version": 1,
            "collection": self.collection,
            "papers": [_paper_json(paper) for paper in self.papers],
            "questions": said["aspects"],
            "cells": {one["name"]: one["cells"] for one in said["compared"]},
            "missing": [
                {"paper": m.paper, "n": m.n, "given_by": list(m.given_by)} for m in self.missing
            ],
            "next_by_topic": [
                {
                    "topic": group.topic or None,
                    "name": group.name,
                    "steps": [{"paper": key, "text": text} for key, text in group.steps],
                }
                for group in self.next_steps
            ],
            "coverage": self.coverage.to_json(),
        }


def survey_of(
    workspace: Workspace,
    collection: str,
    *,
    language: str = "en",
    shows: Callable[[str], bool] = lambda _person: True,
) -> Survey:
    """The survey of a collection that the acting person may see. An empty one is a survey of nothing.

    `shows` says of whom answers may stand in it, and who may be named.

    Raises InputError for a collection that there is not, and for a language that tenfold does not speak.
    """
    asked = aspects([str(n) for n in QUESTIONS], language=language)
    found = Collections(workspace).named(collection)
    papers = _members(workspace, found.members)
    answers = Answers(workspace)
    given = {
        n: {who: own for who, own in answers.answers_of(subject_of(n)).items() if shows(who)}
        for n in papers
    }
    rows = {n: _row(paper, given[n], answers.person) for n, paper in papers.items()}
    topics = PaperTopics(workspace)
    placed = list(topics.these(papers))
    names = {topic.key: topic.name(language) for topic in topics.taxonomy.topics}
    return Survey(
        collection=found.name,
        papers=tuple(papers.values()),
        comparison=Comparison(asked, tuple(rows.values())),
        missing=tuple(m for n in papers for m in _missing(rows[n], given[n])),
        next_steps=tuple(_next_steps(placed, rows, names)),
        coverage=coverage_of(topics.taxonomy, placed),
    )


def _members(workspace: Workspace, subjects: Sequence[str]) -> dict[int, Paper]:
    """The papers that the library still has, in the collection's order."""
    numbers = [number_of(subject) for subject in subjects]
    standing = Holdings(workspace).by_number(numbers)
    return {n: standing[n] for n in numbers if n in standing}


def _row(paper: Paper, given: Mapping[str, Mapping[int, Answer]], person: str) -> Compared:
    """The answers that may stand in somebody's survey: chosen by the lab, else their own."""
    own = dict(given.get(person, {}))
    chosen = {n: a for by in given.values() for n, a in by.items() if a.is_chosen}
    texts = {n: answer.text for n, answer in {**own, **chosen}.items()}
    return Compared(kind="paper", name=paper.key, title=paper.title, answers=texts)


def _missing(row: Compared, given: Mapping[str, Mapping[int, Answer]]) -> Iterator[Missing]:
    for n in QUESTIONS:
        if not row.answers.get(n):
            yield Missing(row.name, n, tuple(person for person, by in given.items() if n in by))


def _next_steps(
    placed: Sequence[Placed], rows: Mapping[int, Compared], names: Mapping[str, str]
) -> Iterator[NextSteps]:
    """By topic, in the order of the taxonomy; a paper of several topics stands under each."""
    by_topic: dict[str, list[tuple[str, str]]] = {}
    for one in placed:
        row = rows[one.number]
        if text := row.answers.get(NEXT):
            for key in one.topics or ("",):
                by_topic.setdefault(key, []).append((row.name, plain_words(text)))
    for key, name in (*names.items(), ("", "")):
        if key in by_topic:
            yield NextSteps(key, name, tuple(by_topic[key]))


def _paper_json(paper: Paper) -> dict[str, Any]:
    withdrawn = paper.withdrawn.kind if paper.withdrawn else None
    return {"key": paper.key, "title": paper.title, "year": paper.year, "withdrawn": withdrawn}
