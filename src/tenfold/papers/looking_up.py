"""Conditions that only the workspace can tell, as numbers of papers: marks, collections, answers, topics."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from tenfold.papers.answers import Answers
from tenfold.papers.collections import Collections
from tenfold.papers.reading_marks import ReadingMarks
from tenfold.papers.search.condition import FACTS, Bound, Condition
from tenfold.papers.search.query import Query
from tenfold.papers.subject import number_of
from tenfold.papers.typed import folded_name

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["Lookup"]


class Lookup:
    """Looks conditions up for the acting person: their own marks, the collections and answers that they see."""

    def __init__(self, workspace: Workspace, *, person: str | None = None) -> None:
        self._workspace = workspace
        self._person = person

    def __call__(self, query: Query) -> Query:
        """The same selection with bounds in place of what the index cannot tell.

        Raises InputError for a collection or a topic that there is not.
        """
        asked = [c for c in query.conditions if c.name not in FACTS]
        if not asked:
            return query
        bounds = tuple(self._bound(condition) for condition in asked)
        left = tuple(c for c in query.conditions if c.name in FACTS)
        return replace(query, conditions=left, bounds=(*query.bounds, *bounds))

    def _bound(self, condition: Condition) -> Bound:
        if condition.name == "state":
            return self._in_state(condition)
        looks: Mapping[str, Callable[[tuple[str, ...]], Iterable[int]]] = {
            "tag": self._tagged,
            "collection": self._collected,
            "answered": self._answered,
            "topic": self._under,
        }
        found = looks[condition.name](condition.values)
        return Bound(frozenset(found), condition.is_excluded)

    def _numbers(self, subjects: Iterable[str]) -> frozenset[int]:
        """What people said follows merges already."""
        return frozenset(map(number_of, subjects))

    def _in_state(self, condition: Condition) -> Bound:
        """A paper that was never marked is in the inbox."""
        marks = ReadingMarks(self._workspace, person=self._person).all()
        wants_inbox = "inbox" in condition.values
        found = self._numbers(
            mark.subject for mark in marks if (mark.state in condition.values) != wants_inbox
        )
        return Bound(found, condition.is_excluded != wants_inbox)

    def _tagged(self, tags: tuple[str, ...]) -> Iterable[int]:
        wanted = {folded_name(tag) for tag in tags}
        marks = ReadingMarks(self._workspace, person=self._person).all()
        return self._numbers(
            mark.subject for mark in marks if wanted & {folded_name(tag) for tag in mark.tags}
        )

    def _collected(self, names: tuple[str, ...]) -> Iterable[int]:
        named = Collections(self._workspace, person=self._person).named
        return self._numbers(subject for name in names for subject in named(name).members)

    def _answered(self, questions: tuple[str, ...]) -> Iterable[int]:
        """With an answer of the acting person, or one that the lab took as its own."""
        answers = Answers(self._workspace, person=self._person)
        wanted = {int(question) for question in questions}
        return self._numbers(
            subject
            for subject, by_person in answers.of_all_papers().items()
            for person, own in by_person.items()
            for n, answer in own.items()
            if n in wanted and (person == answers.person or answer.is_chosen)
        )

    def _under(self, topics: tuple[str, ...]) -> Iterable[int]:
        from tenfold.papers.topics.placing import PaperTopics

        return PaperTopics(self._workspace).under(topics)
