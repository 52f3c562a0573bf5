"""The library from further off: answers, topics, the map, and the forms of reviews."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.responses import JSONResponse, Response

from tenfold.lab.library_sources import map_sources
from tenfold.papers.forms import form_named, form_names
from tenfold.papers.map.formats import to_graphology
from tenfold.papers.map.graph import NODE_KINDS, NodeKind
from tenfold.papers.map.library_map import MapWish, library_map
from tenfold.papers.said_json import answers_json
from tenfold.papers.topics.assign import Way
from tenfold.papers.topics.coverage import coverage_of
from tenfold.papers.topics.placing import PaperTopics
from tenfold.web.api.asked import Answered, Limit, Line, Offset, answered, for_scripts
from tenfold.web.asking import Kept, Opened, Shared
from tenfold.web.kept_pages import A_DAY_S, Made
from tenfold.web.named import known_paper

__all__ = ["router"]

router = for_scripts("/api")


@router.get("/answers")
def answers(
    workspace: Opened,
    words: Line = "",
    question: Annotated[int | None, Query(ge=1, le=10)] = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> Answered:
    """As `tenfold paper answers --json`, a page at a time; the newest first."""
    found = answers_json(workspace, words, question)
    return answered(n=len(found), offset=offset, answers=found[offset : offset + limit])


@router.get("/topics", response_model=Answered)
def topics(rooms: Shared, kept: Kept, workspace: Opened, by: Way = "rule") -> Response:
    """As `tenfold paper topics --json`."""

    def make() -> Made:
        found = PaperTopics(workspace, by)
        coverage = coverage_of(found.taxonomy, found.each_covered())
        return Made(JSONResponse(answered(by=by, **coverage.to_json())), A_DAY_S)

    return kept.page(make, stamp=lambda: rooms.stamp_of_library("topic"))


@router.get("/map", response_model=Answered)
def paper_map(
    rooms: Shared,
    kept: Kept,
    workspace: Opened,
    around: Line = "",
    hops: Annotated[int, Query(ge=1, le=4)] = 2,
    kind: Annotated[list[NodeKind] | None, Query(max_length=20)] = None,
    most: Annotated[int, Query(ge=2, le=5000)] = 2000,
) -> Response:
    """As `tenfold paper map --json`: graphology's form."""

    def make() -> Made:
        wish = MapWish(
            key=known_paper(workspace, around).key if around else "",
            hops=hops,
            kinds=kind or NODE_KINDS,
            most=most,
            sources=map_sources(workspace),
        )
        drawn = library_map(workspace, wish)
        return Made(JSONResponse(answered(**to_graphology(drawn))), A_DAY_S)

    return kept.page(make, stamp=lambda: rooms.stamp_of_library("topic"))


@router.get("/forms")
def forms(workspace: Opened) -> Answered:
    """As `tenfold paper forms --json`."""
    named = [form_named(workspace, name) for name in form_names(workspace)]
    return answered(forms=[form.to_content() for form in named])
