"""One paper: what it is, and what people said of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from tenfold.lab.paper_json import paper_json
from tenfold.papers.discussion import Discussion
from tenfold.papers.reactions import Reactions
from tenfold.papers.reading import reading_sheet
from tenfold.papers.reviews import Reviews
from tenfold.papers.subject import number_of
from tenfold.papers.topics.assign import Way
from tenfold.papers.topics.placing import PaperTopics
from tenfold.web.api.asked import Answered, answered, for_scripts
from tenfold.web.asking import Language, Opened, Shared
from tenfold.web.named import known_paper

__all__ = ["router"]

router = for_scripts("/api/papers/{key}")


@router.get("")
def paper(workspace: Opened, key: str, history: bool = False) -> Answered:
    """As `tenfold paper show --json`."""
    known = known_paper(workspace, key)
    return answered(**paper_json(workspace, known.key, with_history=history))


@router.get("/answers")
def answers(workspace: Opened, language: Language, key: str) -> Answered:
    """As `tenfold paper read --json`: the ten questions with everybody's answers."""
    known = known_paper(workspace, key)
    sheet = reading_sheet(workspace, known.subject, language=language)
    return answered(key=known.key, title=known.title, **sheet.to_json())


@router.get("/comments")
def comments(workspace: Opened, key: str) -> Answered:
    """As `tenfold paper comment KEY --json`, in the order of reading."""
    known = known_paper(workspace, key)
    places = Discussion(workspace).threads_of(known.subject)
    return answered(key=known.key, comments=[place.to_json() for place in places])


@router.get("/reactions")
def reactions(workspace: Opened, key: str) -> Answered:
    """As `tenfold paper react KEY --json`."""
    known = known_paper(workspace, key)
    return answered(key=known.key, reactions=Reactions(workspace).reactions_of(known.subject))


@router.get("/reviews")
def reviews(workspace: Opened, key: str) -> Answered:
    """As `tenfold paper review KEY --json`."""
    known = known_paper(workspace, key)
    found = Reviews(workspace).reviews_of(known.subject)
    return answered(key=known.key, reviews=[review.to_json() for review in found])


@router.get("/similar")
def similar(
    workspace: Opened, rooms: Shared, key: str, limit: Annotated[int, Query(ge=1, le=100)] = 10
) -> Answered:
    """As `tenfold paper similar --json`."""
    known = known_paper(workspace, key)
    search = rooms.search(workspace.person)
    found = search.similar(number_of(known.subject), limit=limit)
    return answered(key=known.key, similar=[one.to_json() for one in found])


@router.get("/topics")
def topics(workspace: Opened, key: str, by: Way = "rule") -> Answered:
    """As `tenfold paper topic --json`."""
    known = known_paper(workspace, key)
    placed = PaperTopics(workspace, by).of(known.key)
    return answered(key=known.key, by=by, topics=[one.to_json() for one in placed.scored])
