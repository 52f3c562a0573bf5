"""The map of papers, people, places, topics and studies, drawn and as a list."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tenfold.lab.library_sources import map_sources
from tenfold.papers.map.formats import to_graphology
from tenfold.papers.map.graph import NODE_KINDS, node_kind
from tenfold.papers.map.library_map import MapWish, library_map
from tenfold.papers.map.paper_map import PaperMap
from tenfold.papers.search.query import read_query
from tenfold.store.workspace import Workspace
from tenfold.web.asking import Kept, Opened, Shared
from tenfold.web.kept_pages import A_DAY_S, Made
from tenfold.web.rendering import render
from tenfold.web.rooms import Rooms

__all__ = ["router"]

router = APIRouter()
_MOST = 2000


@dataclass(frozen=True, slots=True)
class Shown:
    """What of the library is to be drawn: around one paper, some kinds, and papers that a query selects."""

    around: str = ""
    hops: int = 2
    kind: Annotated[list[str] | None, Query()] = None
    papers: str = ""


Wished = Annotated[Shown, Depends()]


def _drawn(rooms: Rooms, workspace: Workspace, shown: Shown) -> PaperMap:
    key = workspace.person, shown.around, shown.hops, tuple(shown.kind or ()), shown.papers
    return rooms.drawings.drawn(key, _stamp(rooms, shown)(), lambda: _draw(workspace, shown))


def _draw(workspace: Workspace, shown: Shown) -> PaperMap:
    wish = MapWish(
        key=shown.around,
        hops=min(max(shown.hops, 1), 4),
        kinds=[node_kind(said) for said in shown.kind] if shown.kind else list(NODE_KINDS),
        most=_MOST,
        sources=map_sources(workspace),
        selection=read_query(shown.papers),
    )
    return library_map(workspace, wish)


def _stamp(rooms: Rooms, shown: Shown) -> Callable[[], Hashable]:
    """Of what the map is drawn from; a query may ask for anything that people say of papers."""
    if shown.papers.strip():
        return rooms.stamp
    return lambda: rooms.stamp_of_library("topic")


@router.get("/map")
def show(request: Request, rooms: Shared, kept: Kept, workspace: Opened, shown: Wished) -> Response:
    """The page; the drawing asks for the graph by itself, and the list is there without it."""

    def make() -> Made:
        drawn = _drawn(rooms, workspace, shown)
        page = render(
            request,
            "map.html.j2",
            drawn=drawn,
            shown=shown,
            kinds=shown.kind or list(NODE_KINDS),
            all_kinds=NODE_KINDS,
            query=request.url.query,
        )
        return Made(page, A_DAY_S)

    return kept.page(make, stamp=_stamp(rooms, shown))


@router.get("/map/graph.json")
def graph(rooms: Shared, kept: Kept, workspace: Opened, shown: Wished) -> Response:
    """The same as graphology reads it."""
    return kept.page(
        lambda: Made(JSONResponse(to_graphology(_drawn(rooms, workspace, shown))), A_DAY_S),
        stamp=_stamp(rooms, shown),
    )
