"""Papers from a public source, fetched and taken into the library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tenfold.errors import InputError
from tenfold.papers.fetching import Access, Question, fetch, questions, search

if TYPE_CHECKING:
    from tenfold.papers.importing import ImportReport
    from tenfold.store.workspace import Workspace

__all__ = ["access_of", "add", "asked_for"]


def asked_for(
    ids: Sequence[str], *, source: str | None, query: str | None, limit: int, title: str | None
) -> list[Question]:
    """The requests of a command. Raises InputError where it is not clear what is wanted."""
    if bool(ids) == bool(query):
        raise InputError(
            "say either which papers (ids) or what to search for (--query).",
            remedy="tenfold paper add 2106.09685, or: tenfold paper add --query 'low rank adaptation'",
        )
    if title and len(ids) != 1:
        raise InputError("--title goes with one id.", where="--title")
    return [search(query, source or "openalex", limit)] if query else questions(ids, source)


def access_of(workspace: Workspace) -> Access:
    """What the settings say that sources are told: `[papers]` contact and openalex_key."""
    return Access(
        contact=str(workspace.setting("papers", "contact", "")),
        openalex_key=str(workspace.setting("papers", "openalex_key", "")),
    )


def add(
    workspace: Workspace,
    asked: Sequence[Question],
    access: Access,
    *,
    title: str | None = None,
    dry_run: bool = False,
) -> ImportReport:
    """Fetch and take in, in batches of requests; with `dry_run`, what would become of the papers."""
    from tenfold.papers.library import Library

    library = Library(workspace)
    titles = {asked[0].wanted.ids[0]: title} if title else {}
    records = fetch(asked, access, titles=titles)
    return library.preview(records) if dry_run else library.take_in(records)
