"""The search of a workspace, with all that it needs; and the papers that a selection is."""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenfold.papers.findable_answers import FindableAnswers
from tenfold.papers.library import Library
from tenfold.papers.looking_up import Lookup
from tenfold.papers.reading_marks import ReadingMarks
from tenfold.papers.search.query import Query
from tenfold.papers.search.search import PaperSearch
from tenfold.papers.subject import number_of
from tenfold.store.pulse import Pulse

if TYPE_CHECKING:
    from tenfold.papers.reading_mark import Progress
    from tenfold.papers.record import Paper
    from tenfold.papers.search.source import Told
    from tenfold.store.workspace import Workspace

__all__ = ["SomePapers", "paper_search", "selected_papers", "some_papers"]


@dataclass(frozen=True, slots=True)
class SomePapers:
    """A page of a selection; `n_found` papers are in the selection, `n_there` in the library.

    `progress`: by key, how far the acting person is in those of the page of which they count it.
    """

    papers: list[Paper]
    n_found: int
    n_there: int
    progress: Mapping[str, Progress]

    def to_json(self) -> list[dict[str, Any]]:
        """As commands print it."""
        return [paper.to_json() | self._progress_json(paper.key) for paper in self.papers]

    def _progress_json(self, key: str) -> dict[str, str]:
        progress = str(self.progress[key]) if key in self.progress else ""
        return {"progress": progress} if progress else {}


def paper_search(workspace: Workspace, *, person: str | None = None) -> PaperSearch:
    """The search over the library, the answers and the marks of a workspace, for the acting person.

    `person` is who acts; default: the person of the workspace.
    """
    pulse = Pulse(workspace.database)
    search = PaperSearch(
        workspace,
        Library(workspace),
        answers=FindableAnswers(workspace),
        looked_up=Lookup(workspace, person=person),
        person=person,
        beat=pulse.feel,
    )
    weakref.finalize(search, pulse.close)
    return search


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
        papers, n_found = library.papers(offset=offset, limit=limit), n_there
    else:
        numbers = selected_papers(workspace, selection)[::-1]
        shown, n_found = numbers[offset : offset + limit], len(numbers)
        there = library.by_number(shown)
        papers = [there[n] for n in shown if n in there]
    return SomePapers(papers, n_found, n_there, _progress(workspace, library))


def _progress(workspace: Workspace, library: Library) -> dict[str, Progress]:
    """By the keys of papers, of all that one counts: they are few."""
    marks = ReadingMarks(workspace).all()
    counted = {number_of(mark.subject): mark.progress for mark in marks if mark.progress}
    papers = library.by_number(counted)
    return {papers[n].key: progress for n, progress in counted.items() if n in papers}
