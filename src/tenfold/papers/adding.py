"""Papers from a public source, fetched and taken into the library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tenfold.errors import InputError, nearest
from tenfold.papers.fetching import Access, Question, fetch, questions, search
from tenfold.papers.importers.importer import Read
from tenfold.papers.item_kind import ITEM_KINDS, TYPE_OF_KIND
from tenfold.papers.record import Paper

if TYPE_CHECKING:
    from tenfold.papers.importing import ImportReport
    from tenfold.store.workspace import Workspace

__all__ = ["access_of", "add", "added_item", "asked_for"]


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


def added_item(workspace: Workspace, kind: str, **values: Any) -> tuple[int, Paper]:
    """Take an item of a kind in by what is said of it, asking nobody; its number and how it stands.

    `values` are fields of `Paper`, `title` among them. Raises InputError for a kind that there is not, without
    a title, and where the library has it already.
    """
    from tenfold.papers.library import Library

    item = next((one for one in ITEM_KINDS if one == kind), None)
    if item is None:
        raise InputError(
            f"there is no kind {kind!r}.", where="--kind", remedy=nearest(kind, ITEM_KINDS)
        )
    if not str(values.get("title") or "").strip():
        raise InputError(f"a {item} needs a title.", where="--title", remedy='--title "ITS TITLE"')
    library = Library(workspace)
    report = library.take_in([Read(Paper(type=TYPE_OF_KIND[item], **values), "what was said")])
    if not report.new:
        raise InputError(
            report.refused[0].reason if report.refused else "the library has it already.",
            code="TF-PAPER",
            remedy="See what there is: tenfold paper list --title WORDS",
        )
    number = library.number(report.new[0].key)
    return number, library.by_number([number])[number]


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
