"""A paper with all that people and studies have added to it: the value object behind its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenfold.lab.citing_studies import studies_citing
from tenfold.lab.replications import replications_of
from tenfold.papers.attached_pdfs import AttachedPdfs
from tenfold.papers.collections import Collections
from tenfold.papers.discussion import Discussion
from tenfold.papers.library import Library
from tenfold.papers.published import PublishedNumbers
from tenfold.papers.reactions import Reactions
from tenfold.papers.reading import reading_sheet
from tenfold.papers.reading_marks import ReadingMarks
from tenfold.papers.reviews import Reviews
from tenfold.papers.subject import subject_of

if TYPE_CHECKING:
    from tenfold.lab.citing_studies import CitingStudy
    from tenfold.lab.replications import ReplicationStudy
    from tenfold.papers.attached_pdfs import AttachedPdf
    from tenfold.papers.collections import Collection
    from tenfold.papers.discussion import Place
    from tenfold.papers.published import PublishedNumber
    from tenfold.papers.reading import Sheet
    from tenfold.papers.reading_mark import ReadingMark
    from tenfold.papers.record import Paper
    from tenfold.papers.reviews import Review
    from tenfold.store.workspace import Workspace

__all__ = ["PaperView", "paper_view"]


@dataclass(frozen=True, kw_only=True)
class PaperView:
    """What one sees of a paper. `related` are other versions and such, `mark` is the acting person's own.

    `collections` are those in which it is, `shelves` the names of the others that one may see.
    """

    person: str
    paper: Paper
    aliases: tuple[str, ...]
    related: tuple[tuple[str, Paper], ...]
    studies: tuple[CitingStudy, ...]
    sheet: Sheet
    mark: ReadingMark
    reactions: Mapping[str, list[str]]
    reviews: tuple[Review, ...]
    places: tuple[Place, ...]
    collections: tuple[Collection, ...]
    shelves: tuple[str, ...]
    pdf: AttachedPdf | None
    published: tuple[PublishedNumber, ...]
    replications: tuple[ReplicationStudy, ...]


def paper_view(workspace: Workspace, key: str, *, language: str = "en") -> PaperView:
    """The paper with this key, or that had it. Raises InputError where there is none."""
    with workspace.database.at_one_moment():
        return _view(workspace, key, language)


def _view(workspace: Workspace, key: str, language: str) -> PaperView:
    library = Library(workspace)
    paper, aliases = library.paper(key), library.aliases(key)
    subject = subject_of(library.number(key))
    keys = [paper.key, *aliases]
    marks, collections = ReadingMarks(workspace), Collections(workspace)
    held = collections.of(subject)
    return PaperView(
        person=marks.person,
        paper=paper,
        aliases=aliases,
        related=tuple(library.related(key)),
        studies=tuple(studies_citing(workspace, keys)),
        sheet=reading_sheet(workspace, subject, language=language),
        mark=marks.mark(subject),
        reactions=Reactions(workspace).reactions_of(subject),
        reviews=tuple(Reviews(workspace).reviews_of(subject)),
        places=tuple(Discussion(workspace).threads_of(subject)),
        collections=tuple(held),
        shelves=tuple(c.name for c in collections.all() if c not in held),
        pdf=AttachedPdfs(workspace).of(subject),
        published=tuple(PublishedNumbers(workspace).of(subject)),
        replications=tuple(replications_of(workspace, keys, language=language)),
    )
