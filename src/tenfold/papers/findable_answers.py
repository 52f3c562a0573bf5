"""The answers of a workspace as papers are found by them: the lab's by everybody, one's own by oneself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from tenfold.papers.answers import Answer, Answers
from tenfold.papers.holdings import Holdings
from tenfold.papers.plain_words import plain_words
from tenfold.papers.search.written import Written
from tenfold.papers.subject import number_of, subject_of
from tenfold.store.ledger import Ledger

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["FindableAnswers"]

_plain = lru_cache(maxsize=2000)(plain_words)
"""To read Markdown takes longer than all else of an answer, and a search reads it each time."""


class FindableAnswers:
    """What `search.source.Answers` asks for. What was said of a merged paper belongs to what it became."""

    def __init__(self, workspace: Workspace) -> None:
        self._answers = Answers(workspace)
        self._ledger = Ledger(workspace)
        self._holdings = Holdings(workspace)

    def of(self, numbers: Iterable[int], /) -> Mapping[int, Written]:
        """The answers about those of `numbers` that somebody answered about."""
        found = self._answers.of_each(map(subject_of, numbers))
        return {number_of(subject): _written(given) for subject, given in found.items()}

    def changed_since(self, change: int, /) -> tuple[int, list[int]]:
        """The newest change of an answer, and the papers whose answers were changed after `change`."""
        newest, subjects = self._ledger.changed_since(change, ["answer"])
        numbers = [number_of(subject) for subject in subjects]
        return newest, sorted({*numbers, *self._holdings.became(numbers).values()})


def _written(given: Mapping[str, Mapping[int, Answer]]) -> Written:
    by_person = {
        person: {n: _plain(answer.text) for n, answer in own.items()}
        for person, own in given.items()
    }
    lab = {
        n: by_person[person][n]
        for person, own in given.items()
        for n, answer in own.items()
        if answer.is_chosen
    }
    return Written(lab, by_person)
