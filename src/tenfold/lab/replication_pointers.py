"""The comments on papers that point to a study as a replication: what the study's side shows of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenfold.papers.discussion import pointers_to
from tenfold.papers.holdings import Holdings
from tenfold.papers.plain_words import plain_words
from tenfold.papers.subject import number_of

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["Pointer", "replication_pointers"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """A comment on the paper `key` that names a study; `text` is in plain words."""

    key: str
    title: str
    number: int
    person: str
    text: str

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {
            "paper": self.key,
            "title": self.title,
            "comment": self.number,
            "person": self.person,
            "text": self.text,
        }

    def __str__(self) -> str:
        return f"{self.person} on {self.key}: {self.text}"


def replication_pointers(workspace: Workspace, study: str) -> list[Pointer]:
    """Those to a study, in the order in which they were written; of papers that the library still has."""
    found = pointers_to(workspace, study)
    papers = Holdings(workspace).by_number(number_of(subject) for subject, _comment in found)
    return [
        Pointer(
            key=paper.key,
            title=paper.title,
            number=comment.number,
            person=comment.person,
            text=plain_words(comment.text),
        )
        for subject, comment in found
        if (paper := papers.get(number_of(subject))) is not None
    ]
