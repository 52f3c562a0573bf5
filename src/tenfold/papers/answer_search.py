"""Finding words in the answers of the lab."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenfold.papers.answers import Answers
from tenfold.papers.keys import folded
from tenfold.papers.plain_words import plain_words

if TYPE_CHECKING:
    from tenfold.papers.answers import Answer
    from tenfold.store.workspace import Workspace

__all__ = ["FoundAnswer", "search_answers"]


@dataclass(frozen=True, slots=True)
class FoundAnswer:
    """An answer, and the paper that it is about."""

    subject: str
    answer: Answer

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {"subject": self.subject, **self.answer.to_json()}


def search_answers(
    workspace: Workspace, words: str = "", *, n: int | None = None
) -> list[FoundAnswer]:
    """The answers in which all of `words` stand, whatever case and accents; the newest first.

    `n`: to this question alone. Without words: all of them.
    """
    wanted = folded(words).split()
    found = [
        FoundAnswer(subject, answer)
        for subject, by_person in Answers(workspace).of_all_papers().items()
        for own in by_person.values()
        for answer in own.values()
        if n in (None, answer.n) and _has_all(answer.text, wanted)
    ]
    return sorted(found, key=lambda one: one.answer.changed, reverse=True)


def _has_all(text: str, wanted: list[str]) -> bool:
    said = folded(plain_words(text)) if wanted else ""
    return all(word in said for word in wanted)
