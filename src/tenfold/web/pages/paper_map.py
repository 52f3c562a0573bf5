"""The map of papers, people, places, topics and studies, drawn and as a list."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tenfold.lab.library_sources import map_sources
from tenfold.lab.library_stamp import library_stamp
from tenfold.papers.map.formats import to_graphology
from tenfold.papers.map.graph import NODE_KINDS, node_kind
from tenfold.papers.map.library_map import MapWish, library_map
from tenfold.papers.map.paper_map import PaperMap
from tenfold.store.workspace import Workspace
from tenfold.web.asking import Kept, Opened
from tenfold.web.kept_pages import A_DAY_S, Made
from tenfold.web.rendering import render

__all__ = ["router"]

router = APIRouter()
_MOST = 2000

Kinds = Annotated[list[str] | None, Query()]


def _drawn(workspace: Workspace, around: str, hops: int, kinds: list[str] | None) -> PaperMap:
    wanted = [node_kind(said) for said in kinds] if kinds else list(NODE_KINDS)
    sources = map_sources(workspace)
    wish = MapWish(key=around, hops=min(max(hops, 1), 4), kinds=wanted, most=_MOST, sources=sources)
    return library_map(workspace, wish)


@router.get("/map")
def show(
    request: Request,
    kept: Kept,
    workspace: Opened,
    around: str = "",
    hops: int = 2,
    kind: Kinds = None,
) -> Response:
    """The page; the drawing asks for the graph by itself, and the list is there without it."""

    def make() -> Made:
        drawn = _drawn(workspace, around, hops, kind)
        page = render(
            request,
            "map.html.j2",
            drawn=drawn,
            around=around,
            hops=hops,
            kinds=kind or list(NODE_KINDS),
            all_kinds=NODE_KINDS,
            query=request.url.query,
        )
        return Made(page, A_DAY_S)

    return kept.page(make, stamp=library_stamp(workspace, "topic"))


@router.get("/map/graph.json")
def graph(
    kept: Kept, workspace: Opened, around: str = "", hops: int = 2, kind: Kinds = None
) -> Response:
    """The same as graphology reads it."""
    return kept.page(
        lambda: Made(JSONResponse(to_graphology(_drawn(workspace, around, hops, kind))), A_DAY_S),
        stamp=library_stamp(workspace, "topic"),
    )
