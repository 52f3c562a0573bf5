"""The library from further off: papers compared, topics, collections and their surveys, what to read."""

from __future__ import annotations

import re
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tenfold.lab.days import parse_day
from tenfold.lab.study_answers import answers_of_study
from tenfold.lab.zone import zone_of
from tenfold.language import translator
from tenfold.papers.aspect import aspects
from tenfold.papers.collections import Collections
from tenfold.papers.comparison import Comparison, compared_paper, compared_study
from tenfold.papers.comparison_page import comparison_values
from tenfold.papers.library import Library
from tenfold.papers.snoozes import Snoozes
from tenfold.papers.subject import number_of, subject_of
from tenfold.papers.survey.survey import survey_of
from tenfold.papers.survey.survey_page import survey_values
from tenfold.papers.topics.assign import way_named
from tenfold.papers.topics.coverage import coverage_of
from tenfold.papers.topics.coverage_page import coverage_values
from tenfold.papers.topics.placing import PaperTopics
from tenfold.study.listing import list_studies
from tenfold.web.asking import Kept, Language, Opened, Shared, back
from tenfold.web.kept_pages import A_DAY_S, Made
from tenfold.web.named import known_study
from tenfold.web.rendering import render
from tenfold.web.rooms import OF_THE_WEEK

__all__ = ["router"]

router = APIRouter()

Words = Annotated[list[str] | None, Query()]
Typed = Annotated[str, Form()]


@router.get("/compare")
def compare(
    request: Request,
    workspace: Opened,
    language: Language,
    key: Words = None,
    study: Words = None,
    about: str = "",
    down: bool = False,
) -> Response:
    """What the answers say of several papers, one's own studies among them. `key` may hold several."""
    keys = [one for said in key or () for one in re.split(r"[\s,]+", said) if one]
    studies = [known_study(workspace, name) for name in dict.fromkeys(study or ()) if name]
    library = Library(workspace)
    asked = aspects([word for word in about.split(",") if word.strip()], language=language)
    papers = [library.paper(one) for one in dict.fromkeys(keys)]
    beside = [
        compared_paper(workspace, subject_of(library.number(p.key)), key=p.key, title=p.title)
        for p in papers
    ]
    beside += [
        compared_study(name, lambda name: answers_of_study(workspace, name, language=language))
        for name in studies
    ]
    comparison = Comparison(asked, tuple(beside))
    return render(
        request,
        "compare.html.j2",
        keys=keys,
        studies=studies,
        all_studies=sorted(path.stem for path in workspace.studies.glob("*.toml")),
        about=about,
        down=down,
        comparison=comparison,
        **comparison_values(comparison, papers_down=down),
    )


@router.get("/topics")
def topics(
    request: Request,
    rooms: Shared,
    kept: Kept,
    workspace: Opened,
    language: Language,
    by: Literal["rule", "meaning", "both"] = "rule",
) -> Response:
    """Papers by topic and year, and where there are none."""

    def make() -> Made:
        found = PaperTopics(workspace, way_named(by))
        coverage = coverage_of(found.taxonomy, found.each_covered())
        values = coverage_values(coverage, language=language)
        return Made(render(request, "topics.html.j2", by=by, **values), A_DAY_S)

    return kept.page(make, stamp=lambda: rooms.stamp_of_library("topic"))


@router.get("/collections")
def collections(request: Request, rooms: Shared, kept: Kept, workspace: Opened) -> Response:
    """All that one may see."""

    def make() -> Made:
        every = Collections(workspace).all()
        return Made(render(request, "collections.html.j2", collections=every))

    return kept.page(make, stamp=lambda: rooms.stamp(but=OF_THE_WEEK))


@router.post("/collections")
def begin(
    workspace: Opened, name: Typed = "", private: Annotated[bool, Form()] = False
) -> Response:
    """Begin one, of the lab or for oneself."""
    return _to_collection(Collections(workspace).begin(name, private=private).name)


@router.get("/collections/one")
def collection(request: Request, workspace: Opened, name: str = "") -> Response:
    """Its papers, in its order."""
    found = Collections(workspace).named(name)
    numbers = [number_of(subject) for subject in found.members]
    papers = Library(workspace).by_number(numbers)
    listed = [papers[n] for n in numbers if n in papers]
    return render(request, "collection.html.j2", collection=found, papers=listed)


@router.post("/collections/one")
def fill(
    workspace: Opened, name: Typed = "", key: Typed = "", do: Literal["add", "out"] = "add"
) -> Response:
    """Put a paper in, or take it out (`?do=out`)."""
    subject = subject_of(Library(workspace).number(key.strip()))
    store = Collections(workspace)
    found = store.add(name, [subject]) if do == "add" else store.take_out(name, [subject])
    return _to_collection(found.name)


def _to_collection(name: str) -> Response:
    return RedirectResponse(f"/collections/one?{urlencode({'name': name})}", status_code=303)


@router.get("/collections/survey")
def survey(request: Request, workspace: Opened, language: Language, name: str = "") -> Response:
    """A collection by its answers, and what is missing."""
    found = survey_of(workspace, name, language=language)
    return render(request, "survey_of.html.j2", **survey_values(found, language=language))


@router.get("/reading")
def reading(request: Request, rooms: Shared, kept: Kept, workspace: Opened) -> Response:
    """What to read this week and why, and what was put off."""

    def make() -> Made:
        plan = rooms.reading_plan(workspace, list_studies(workspace))
        put_off = Snoozes(workspace).all()
        papers = Library(workspace).by_number(put_off)
        listed = [(papers[n], until) for n, until in put_off.items() if n in papers]
        return Made(render(request, "reading.html.j2", plan=plan, put_off=listed))

    return kept.page(make, stamp=lambda: rooms.stamp_of_rows())


@router.post("/reading/snooze")
def snooze(workspace: Opened, language: Language, key: Typed = "", until: Typed = "") -> Response:
    """Put a paper off until a day: 2026-12-04, next mon, +2w."""
    today = zone_of(workspace).today()
    day = parse_day(until or "next week", today)
    Snoozes(workspace).snooze([Library(workspace).number(key)], until=day, today=today)
    _ = translator(language)
    return back("/reading", _("Put off until {day}.").format(day=day))


@router.post("/reading/drop")
def drop(workspace: Opened, language: Language, key: Typed = "") -> Response:
    """Do not propose a paper again."""
    Snoozes(workspace).drop([Library(workspace).number(key)])
    _ = translator(language)
    return back("/reading", _("It is not proposed any more."))


@router.post("/reading/propose")
def propose(workspace: Opened, language: Language, key: Typed = "") -> Response:
    """Propose it again."""
    Snoozes(workspace).take_back([Library(workspace).number(key)])
    _ = translator(language)
    return back("/reading", _("It may be proposed again."))
