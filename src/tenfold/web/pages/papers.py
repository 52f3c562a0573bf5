"""The library: the papers that were added last, or what a search finds, as one types."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from tenfold.errors import InputError
from tenfold.papers.indexing import meaning_standing
from tenfold.papers.library import Library
from tenfold.papers.search.search import Found, PaperSearch
from tenfold.web.asking import Kept, Opened, Shared
from tenfold.web.kept_pages import A_DAY_S, Made
from tenfold.web.rendering import render
from tenfold.web.rooms import OF_THE_WEEK

__all__ = ["router"]

router = APIRouter()
_PAGE = 50


@router.get("/papers")
def list_papers(
    request: Request,
    rooms: Shared,
    kept: Kept,
    workspace: Opened,
    q: str = "",
    by: Literal["both", "words", "meaning"] = "words",
    offset: int = 0,
) -> Response:
    """A page of the library, or the papers that fit the query best. htmx asks for the list alone."""
    part = request.headers.get("hx-request") == "true"

    def make() -> Made:
        library = Library(workspace)
        search = rooms.search(workspace.person)
        found, problem = _search(search, q, by)
        papers = [] if q.strip() else library.papers(offset=max(0, offset), limit=_PAGE)
        page = render(
            request,
            "papers_found.html.j2" if part else "papers.html.j2",
            found=found,
            problem=problem,
            standing=None if by == "words" else meaning_standing(search),
            papers=papers,
            n=len(found.hits) or library.count(),  # not counted where some were found
            q=q,
            by=by,
            offset=max(0, offset),
            page_size=_PAGE,
        )
        return Made(page, A_DAY_S)

    return kept.page(make, stamp=lambda: rooms.stamp(but=OF_THE_WEEK))


def _search(
    search: PaperSearch, q: str, by: Literal["both", "words", "meaning"]
) -> tuple[Found, str]:
    """What was found; a query that cannot be read is told where it was typed."""
    if not q.strip():
        return Found(()), ""
    try:
        return search.search(q, by=by, limit=_PAGE), ""
    except InputError as error:
        return Found(()), str(error)
