"""The search of a workspace, with all that it needs; and the papers that a selection is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenfold.papers.findable_answers import FindableAnswers
from tenfold.papers.library import Library
from tenfold.papers.looking_up import Lookup
from tenfold.papers.search.query import Query
from tenfold.papers.search.search import PaperSearch

if TYPE_CHECKING:
    from tenfold.papers.record import Paper
    from tenfold.papers.search.source import Told
    from tenfold.store.workspace import Workspace

__all__ = ["SomePapers", "paper_search", "selected_papers", "some_papers"]


@dataclass(frozen=True, slots=True)
class SomePapers:
    """A page of a selection; `n_found` papers are in the selection, `n_there` in the library."""

    papers: list[Paper]
    n_found: int
    n_there: int


def paper_search(workspace: Workspace, *, person: str | None = None) -> PaperSearch:
    """The search over the library, the answers and the marks of a workspace, for the acting person.

    `person` is who acts; default: the person of the workspace.
    """
    return PaperSearch(
        workspace,
        Library(workspace),
        answers=FindableAnswers(workspace),
        looked_up=Lookup(workspace, person=person),
        person=person,
    )


def selected_papers(
    workspace: Workspace, selection: Query, *, told: Told | None = None
) -> list[int]:
    """The numbers of all papers that a selection is, those added first first.

    Raises InputError for a collection or a topic that there is not.
    """
    return paper_search(workspace).selected(selection, told=told)


def some_papers(workspace: Workspace, selection: Query, *, offset: int, limit: int) -> SomePapers:
    """A page of a selection, those added last first; without a filter no index is asked."""
    library = Library(workspace)
    n_there = library.count()
    if selection == Query():
        return SomePapers(library.papers(offset=offset, limit=limit), n_there, n_there)
    numbers = selected_papers(workspace, selection)[::-1]
    shown = numbers[offset : offset + limit]
    papers = library.by_number(shown)
    return SomePapers([papers[n] for n in shown if n in papers], len(numbers), n_there)
