"""The map of papers, people, places, topics and studies, drawn and as a list."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from tenfold.lab.library_sources import map_sources
from tenfold.papers.map.formats import to_graphology
from tenfold.papers.map.graph import NODE_KINDS, node_kind
from tenfold.papers.map.library_map import MapWish, library_map
from tenfold.papers.map.paper_map import PaperMap
from tenfold.store.workspace import Workspace
from tenfold.web.asking import Opened
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
    request: Request, workspace: Opened, around: str = "", hops: int = 2, kind: Kinds = None
) -> Response:
    """The page; the drawing asks for the graph by itself, and the list is there without it."""
    drawn = _drawn(workspace, around, hops, kind)
    return render(
        request,
        "map.html.j2",
        drawn=drawn,
        around=around,
        hops=hops,
        kinds=kind or list(NODE_KINDS),
        all_kinds=NODE_KINDS,
        query=request.url.query,
    )


@router.get("/map/graph.json")
def graph(workspace: Opened, around: str = "", hops: int = 2, kind: Kinds = None) -> dict[str, Any]:
    """The same as graphology reads it."""
    return to_graphology(_drawn(workspace, around, hops, kind))
