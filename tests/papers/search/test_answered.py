from __future__ import annotations

from tenfold.papers.answers import Answers
from tenfold.papers.findable_answers import FindableAnswers
from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.record import Paper
from tenfold.papers.search.answered import AnsweredPapers
from tenfold.papers.search.source import NO_CHANGE_YET
from tenfold.papers.subject import subject_of
from tenfold.store.workspace import Workspace

KEYS = ("one", "two", "three", "four")


def test_of_no_paper_with_an_answer_it_is_said_that_it_has_none(workspace: Workspace) -> None:
    """Whatever is answered, merged, taken back or removed in the meantime."""
    library, found = Library(workspace), FindableAnswers(workspace)
    library.take_in(Read(Paper(title=f"{key} and more words", key=key), key) for key in KEYS)
    numbers = [library.number(key) for key in KEYS]
    answered = AnsweredPapers(library, found)

    def maybe() -> set[int]:
        newest = library.last_change(), found.changed_since(NO_CHANGE_YET)[0]
        among = set(answered.among(numbers, newest))
        assert found.of(numbers).keys() <= among
        return among

    assert maybe() == set()
    Answers(workspace).answer(subject_of(numbers[0]), 1, "It is about parsing.")
    assert maybe() == {numbers[0]}
    library.merge("two", ["one"])
    assert numbers[1] in maybe()
    library.merge("three", ["two"])
    assert numbers[2] in maybe()
    library.undo()
    maybe()
    Answers(workspace).remove(subject_of(numbers[0]), 1)
    maybe()
    assert numbers[3] not in maybe()
