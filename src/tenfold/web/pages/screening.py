"""Screening by keyboard: title and abstract of one paper after the other, when to stop, and what goes out."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tenfold.language import Translate, translator
from tenfold.papers.screening.flow import draw_flow
from tenfold.papers.screening.rankers import RANKERS, USUAL_RANKER
from tenfold.papers.screening.screened import Screening
from tenfold.papers.screening.screening_desk import Done, carry_out, look
from tenfold.papers.screening.vectors_at_hand import vectors_at_hand
from tenfold.papers.screening.written import written_screening
from tenfold.store.workspace import Workspace
from tenfold.web.asking import Language, Opened, Shared
from tenfold.web.rendering import render
from tenfold.web.rooms import Rooms

__all__ = ["router"]

router = APIRouter(prefix="/collections/screen")

Typed = Annotated[str, Form()]
_TYPES = {"csv": "text/csv", "ris": "application/x-research-info-systems", "svg": "image/svg+xml"}


def _screening(
    workspace: Workspace, rooms: Rooms, name: str, ranker: str = USUAL_RANKER
) -> Screening:
    return Screening(
        workspace, name, ranker=ranker, vectors=vectors_at_hand(workspace), features=rooms.features
    )


@router.get("")
def screen(
    request: Request,
    workspace: Opened,
    rooms: Shared,
    language: Language,
    name: str = "",
    paper: str = "",
    ranker: str = USUAL_RANKER,
) -> Response:
    """The next paper to decide about, or the one that is named; `ranker` is that of the command."""
    screening = _screening(workspace, rooms, name, ranker)
    return _page(request, screening, language, paper=paper, ranker=ranker)


@router.post("")
def decide(
    request: Request,
    workspace: Opened,
    rooms: Shared,
    language: Language,
    name: str = "",
    ranker: str = USUAL_RANKER,
    subject: Typed = "",
    do: Typed = "",
    exclude_for: Annotated[str | None, Form()] = None,
    reason: Typed = "",
    based_on: Typed = "",
    newest: Typed = "",
) -> Response:
    """Save a decision, and show the next paper."""
    screening = _screening(workspace, rooms, name, ranker)
    if exclude_for is not None:
        do, reason = "exclude", exclude_for
    done = carry_out(
        screening, do, subject=subject, reason=reason, based_on=based_on, newest=newest
    )
    said = _said(done, translator(language))
    stays = subject if done.what == "newer" and do != "undo" else ""
    if request.headers.get("hx-request") == "true":
        return _page(request, screening, language, paper=stays, told=said, ranker=ranker)
    return _to(name, said=said, paper=stays, ranker=ranker)


def _said(done: Done, _: Translate) -> str:
    words = {
        "decided": _("Saved: {decision}."),
        "undo": _("Taken back: {decision}."),
        "nothing to undo": _("There is nothing to undo."),
        "newer": _("Nothing was saved: you have decided in another window meanwhile ({decision})."),
    }
    verdicts = {
        "include": _("include"),
        "exclude": _("exclude"),
        "unsure": _("unsure"),
        "skip": _("skipped"),
    }
    return words[done.what].format(decision=verdicts.get(done.text, done.text) or "–")


def _page(
    request: Request,
    screening: Screening,
    language: str,
    *,
    ranker: str,
    paper: str = "",
    told: str = "",
) -> Response:
    """The page; htmx asks for the desk alone."""
    part = request.headers.get("hx-request") == "true"
    template = "screen_desk.html.j2" if part else "screen.html.j2"
    desk = look(screening, translator(language), subject=paper)
    return render(
        request,
        template,
        desk=desk,
        told=told,
        part=part,
        rankers=tuple(RANKERS),
        ranker=ranker,
        usual=ranker == USUAL_RANKER,
    )


def _to(name: str, **said: str) -> Response:
    if said.get("ranker") == USUAL_RANKER:
        del said["ranker"]
    query = urlencode({"name": name} | {key: value for key, value in said.items() if value})
    return RedirectResponse(f"/collections/screen?{query}", status_code=303)


@router.post("/criteria")
def criteria(
    request: Request,
    workspace: Opened,
    rooms: Shared,
    language: Language,
    name: str = "",
    ranker: str = USUAL_RANKER,
    text: Typed = "",
    based_on: Typed = "",
) -> Response:
    """Say in words what is to be included; it holds for everybody who screens the collection."""
    decisions = _screening(workspace, rooms, name).decisions
    now = decisions.criteria()
    if now not in (based_on, text.strip()):
        to = f"/collections/screen?{urlencode({'name': name})}"
        return render(request, "stale.html.j2", status=409, theirs=now, yours=text, to=to)
    decisions.set_criteria(text)
    _ = translator(language)
    return _to(name, said=_("Saved."), ranker=ranker)


@router.post("/collect")
def collect(workspace: Opened, rooms: Shared, name: str = "") -> Response:
    """Fill the collection of the included, by the decisions of everybody."""
    filled = _screening(workspace, rooms, name).collect_included()
    return RedirectResponse(f"/collections/one?{urlencode({'name': filled.name})}", status_code=303)


@router.get("/export")
def export(
    workspace: Opened, rooms: Shared, name: str = "", form: Literal["csv", "ris", "svg"] = "csv"
) -> Response:
    """The papers with everybody's decisions, or the PRISMA diagram, to take elsewhere."""
    screening = _screening(workspace, rooms, name)
    if form == "svg":
        text = draw_flow(screening.flow()) + "\n"
    else:
        text = written_screening(screening.papers, screening.outcomes(), ending=f".{form}")
    headers = {"content-disposition": f'attachment; filename="screening.{form}"'}
    return Response(text, media_type=f"{_TYPES[form]}; charset=utf-8", headers=headers)
