"""The library: papers by filters, by a search, and taken in from a file's text."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Body as RawBody
from fastapi import Query
from pydantic import Field

from tenfold.errors import InputError
from tenfold.papers.finding import some_papers
from tenfold.papers.saved_search import Wish
from tenfold.papers.search.query import Query as Selection
from tenfold.papers.search.search import By
from tenfold.papers.search.selecting import selection_of
from tenfold.papers.text_import import TextForm, import_text
from tenfold.web.api.asked import Answered, Body, Line, answered, for_scripts
from tenfold.web.asking import Opened, Shared

__all__ = ["router"]

router = for_scripts("/api")
_DEEPEST = 1000
_Words = Annotated[tuple[Line, ...], Field(max_length=20)]


class Filters(Body):
    """As the commands have them: what is said twice must hold twice, of values with commas any."""

    year: Annotated[Line, Field(description="2021, 2019..2021, 2019.. or ..2021")] = ""
    title: _Words = ()
    author: _Words = ()
    venue: _Words = ()
    rank: _Words = ()
    topic: _Words = ()
    flag: _Words = ()
    state: _Words = ()
    tag: _Words = ()
    collection: _Words = ()
    answered: _Words = ()
    unanswered: _Words = ()
    type: _Words = ()

    def selection(self) -> Selection:
        """The papers for which all of it holds."""
        said = {name: getattr(self, name) for name in Filters.model_fields}
        kept = {name: value for name, value in said.items() if value}
        return selection_of({n: [v] if isinstance(v, str) else v for n, v in kept.items()})


class Listing(Filters):
    """A page of those that pass, those added last first."""

    limit: Annotated[int, Field(ge=1, le=500)] = 50
    offset: Annotated[int, Field(ge=0, le=1_000_000_000)] = 0


class Searching(Filters):
    """A page of what fits best. `q` as in `tenfold paper search`."""

    q: Annotated[str, Field(max_length=1000)] = ""
    by: By = "words"
    within: Literal["title", "abstract", "author", "keyword", "answers"] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 20
    offset: Annotated[int, Field(ge=0, le=_DEEPEST)] = 0


@router.get("/papers")
def papers(workspace: Opened, wanted: Annotated[Listing, Query()]) -> Answered:
    """The papers as `tenfold paper list --json` has them; `n` pass the filters."""
    some = some_papers(workspace, wanted.selection(), offset=wanted.offset, limit=wanted.limit)
    return answered(n=some.n_found, offset=wanted.offset, papers=some.to_json())


@router.get("/search")
def search(workspace: Opened, rooms: Shared, wanted: Annotated[Searching, Query()]) -> Answered:
    """As `tenfold paper search --json`; by words unless `by` says so, since meaning takes a while at first."""
    wish = Wish.of([wanted.q], wanted.selection(), by=wanted.by, within=wanted.within)
    wish.require_something()
    deep = min(wanted.offset + wanted.limit, _DEEPEST)
    found = rooms.search(workspace.person).search(
        wish.query, by=wish.by, within=wish.within, limit=deep
    )
    return answered(offset=wanted.offset, **found.page(wanted.offset).to_json())


@router.post("/papers")
def take_in(
    workspace: Opened,
    text: Annotated[bytes, RawBody(media_type="text/plain")],
    form: Annotated[TextForm, Query(alias="format")] = "bibtex",
    dry_run: bool = False,
) -> Answered:
    """As `tenfold paper import FILE --json`, of a file's text; files that it names are left alone."""
    if not text.strip():
        raise InputError("there is no text.", where="body", remedy="Send a BibTeX or RIS file.")
    return answered(**import_text(workspace, text, form=form, dry_run=dry_run).to_json())
