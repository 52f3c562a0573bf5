"""The library from further off: answers, topics, the map, and the forms of reviews."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

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
from tenfold.web.asking import Opened
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


@router.get("/topics")
def topics(workspace: Opened, by: Way = "rule") -> Answered:
    """As `tenfold paper topics --json`."""
    found = PaperTopics(workspace, by)
    return answered(by=by, **coverage_of(found.taxonomy, found.each_briefly()).to_json())


@router.get("/map")
def paper_map(
    workspace: Opened,
    around: Line = "",
    hops: Annotated[int, Query(ge=1, le=4)] = 2,
    kind: Annotated[list[NodeKind] | None, Query(max_length=20)] = None,
    most: Annotated[int, Query(ge=2, le=5000)] = 2000,
) -> Answered:
    """As `tenfold paper map --json`: graphology's form."""
    middle = known_paper(workspace, around).key if around else ""
    wish = MapWish(
        key=middle,
        hops=hops,
        kinds=kind or NODE_KINDS,
        most=most,
        sources=map_sources(workspace),
    )
    return answered(**to_graphology(library_map(workspace, wish)))


@router.get("/forms")
def forms(workspace: Opened) -> Answered:
    """As `tenfold paper forms --json`."""
    named = [form_named(workspace, name) for name in form_names(workspace)]
    return answered(forms=[form.to_content() for form in named])
