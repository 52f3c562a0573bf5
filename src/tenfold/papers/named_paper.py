"""The paper that somebody names by its key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenfold.papers.library import Library
from tenfold.papers.subject import number_of, subject_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenfold.store.workspace import Workspace

__all__ = ["NamedPaper", "named_paper", "papers_of"]


@dataclass(frozen=True, slots=True)
class NamedPaper:
    """A paper of the library: what entries about it have as their subject, its key and title."""

    subject: str
    key: str
    title: str


def named_paper(workspace: Workspace, key: str) -> NamedPaper:
    """The paper with a citation key. Raises InputError where there is none."""
    library = Library(workspace)
    paper = library.paper(key)
    return NamedPaper(subject_of(library.number(key)), paper.key, paper.title)


def papers_of(workspace: Workspace, subjects: Sequence[str]) -> list[NamedPaper]:
    """The papers that entries are about, in their order, without those that the library has no more.

    Subjects come from stores that follow merges: they are those of papers as they stand.
    """
    numbers = {subject: number_of(subject) for subject in subjects}
    papers = Library(workspace).by_number(numbers.values())
    return [
        NamedPaper(subject, papers[n].key, papers[n].title)
        for subject, n in numbers.items()
        if n in papers
    ]
