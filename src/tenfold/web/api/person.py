"""A person's week, goals and reading plan."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.exceptions import HTTPException
from starlette.requests import Request

from tenfold.lab.goal_json import goals_json
from tenfold.lab.library_sources import reading_of
from tenfold.lab.week.view import view_week
from tenfold.lab.weeks import Week
from tenfold.lab.zone import zone_of
from tenfold.papers.reading_plan import plan_reading
from tenfold.web.api.asked import Answered, Line, answered, for_scripts
from tenfold.web.asking import Language, Opened
from tenfold.web.doors import accounts_are_on

__all__ = ["router"]

router = for_scripts("/api")


@router.get("/week")
def week(
    request: Request, workspace: Opened, language: Language, of: Line = "", person: Line = ""
) -> Answered:
    """As `tenfold week --json`; of another person, where people sign in, once it is kept."""
    named = Week.parse(of) if of else None
    view = view_week(workspace, named, person=person or None, language=language)
    if view.frozen is None and view.person != workspace.person and accounts_are_on(request):
        raise HTTPException(404, f"{view.person} has not kept this report yet.")
    return view.to_json()


@router.get("/goals")
def goals(
    workspace: Opened,
    person: Line = "",
    everything: Annotated[bool, Query(alias="all")] = False,
) -> Answered:
    """As `tenfold goal list --json`."""
    return answered(**goals_json(workspace, person=person or None, is_all=everything))


@router.get("/reading")
def reading(workspace: Opened, abstracts: Annotated[int, Query(ge=3, le=5)] = 5) -> Answered:
    """As `tenfold paper plan --json`."""
    today, wanted = zone_of(workspace).today(), reading_of(workspace, n_abstracts=abstracts)
    return answered(**plan_reading(workspace, today=today, reading=wanted).to_json())
