"""How one stands to a paper: tags, saved, collections, what to do with it; its numbers; papers like it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from tenfold.errors import InputError
from tenfold.lab.days import parse_day
from tenfold.lab.zone import zone_of
from tenfold.language import translator
from tenfold.papers.collections import Collections
from tenfold.papers.decision import Decisions
from tenfold.papers.discussion import Discussion
from tenfold.papers.library import Library
from tenfold.papers.mark_change import MarkChange
from tenfold.papers.published import Published, PublishedNumbers, Unit
from tenfold.papers.reading_marks import ReadingMarks
from tenfold.store.ledger import ChangedSinceError
from tenfold.web.api.asked import Number
from tenfold.web.asking import Language, Opened, Shared, back
from tenfold.web.failures import stale_page
from tenfold.web.named import subject_at
from tenfold.web.rendering import render
from tenfold.wording import worded

__all__ = ["router"]

router = APIRouter(prefix="/papers/{key}")
_N_SIMILAR = 8

Typed = Annotated[str, Form()]


@router.post("/tags")
def tag(workspace: Opened, key: str, tags: Typed = "", untag: Typed = "") -> Response:
    """Put tags on, parted by commas, or take one off."""
    on = [one for one in tags.replace("，", ",").split(",") if one.strip()]
    off = [untag] if untag.strip() else []
    if on or off:
        ReadingMarks(workspace).tag(subject_at(workspace, key), on, untag=off)
    return back(f"/papers/{key}", at="yours")


@router.post("/mark")
def mark(
    workspace: Opened,
    language: Language,
    key: str,
    saved: Annotated[bool | None, Form()] = None,
    giver: Typed = "",
    due: Typed = "",
    settle: Annotated[bool, Form()] = False,
    progress: Typed = "",
    unit: Typed = "",
) -> Response:
    """Save it for later, say who handed it over and by when, or how far one is in it."""
    today = zone_of(workspace).today()
    change = MarkChange(
        saved=saved,
        giver=giver,
        due=parse_day(due, today) if due.strip() else None,
        settle=settle,
        progress=progress.strip(),
        unit=unit if progress.strip() else "",
    )
    ReadingMarks(workspace).change(subject_at(workspace, key), change, day=today)
    _ = translator(language)
    return back(f"/papers/{key}", _("Saved."), at="yours")


@router.post("/collections")
def collect(
    workspace: Opened,
    language: Language,
    key: str,
    name: Typed = "",
    do: Annotated[Literal["add", "out"], Form()] = "add",
) -> Response:
    """Put it into a collection, or take it out."""
    store, subject = Collections(workspace), subject_at(workspace, key)
    found = store.add(name, [subject]) if do == "add" else store.take_out(name, [subject])
    _ = translator(language)
    said = _("Put into {name}.") if do == "add" else _("Taken out of {name}.")
    return back(f"/papers/{key}", said.format(name=found.name), at="collections")


@router.post("/decision")
def decide(
    workspace: Opened, language: Language, key: str, action: Typed = "", why: Typed = ""
) -> Response:
    """What to do with it, and why."""
    Decisions(workspace).decide(subject_at(workspace, key), action, why)
    _ = translator(language)
    return back(f"/papers/{key}", _("Saved."), at="decision")


@router.post("/claims")
def claim(
    workspace: Opened,
    language: Language,
    key: str,
    metric: Typed = "",
    value: Annotated[str, Form()] = "",
    method: Typed = "",
    data: Typed = "",
    baseline: Typed = "",
    baseline_value: Typed = "",
    where: Typed = "",
    unit: Annotated[Unit, Form()] = "natural",
) -> Response:
    """Note a number that the paper publishes."""
    noted = Published(
        metric=metric,
        value=_number(value, "value"),
        method=method,
        data=data,
        baseline=baseline,
        baseline_value=_number(baseline_value, "baseline") if baseline_value.strip() else None,
        where=where,
        unit=unit,
    )
    PublishedNumbers(workspace).note(subject_at(workspace, key), noted)
    _ = translator(language)
    return back(f"/papers/{key}", _("The number is noted."), at="claims")


@router.post("/claims/{number}/remove")
def remove_claim(
    request: Request,
    workspace: Opened,
    language: Language,
    key: str,
    number: Number,
    based_on: Typed = "",
) -> Response:
    """Take one's own number away, if it is as one has read it."""
    subject = subject_at(workspace, key)
    try:
        PublishedNumbers(workspace).remove(subject, number, based_on=based_on)
    except ChangedSinceError as error:
        return stale_page(request, error, yours="", to=f"/papers/{key}", told=_told_number)
    _ = translator(language)
    return back(f"/papers/{key}", _("The number is taken away."), at="claims")


@router.post("/comments/{number}/edit")
def edit_comment(
    request: Request,
    workspace: Opened,
    language: Language,
    key: str,
    number: Number,
    text: Typed = "",
    based_on: Typed = "",
) -> Response:
    """Change one's own comment; refused where another window has changed it since it was read."""
    subject = subject_at(workspace, key)
    try:
        Discussion(workspace).edit(subject, number, text, based_on=based_on)
    except ChangedSinceError as error:
        return stale_page(request, error, yours=text, to=f"/papers/{key}")
    _ = translator(language)
    return back(f"/papers/{key}", _("Your comment is saved."), at="discussion")


@router.post("/comments/{number}/remove")
def remove_comment(
    request: Request,
    workspace: Opened,
    language: Language,
    key: str,
    number: Number,
    based_on: Typed = "",
) -> Response:
    """Take one's own comment away, if it is as one has read it; what was said to it stays."""
    subject = subject_at(workspace, key)
    try:
        Discussion(workspace).remove(subject, number, based_on=based_on)
    except ChangedSinceError as error:
        return stale_page(request, error, yours="", to=f"/papers/{key}")
    _ = translator(language)
    said = _("Your comment is taken away.")
    return back(f"/papers/{key}", said, at="discussion")


@router.get("/similar")
def similar(request: Request, rooms: Shared, workspace: Opened, key: str) -> Response:
    """The papers that are most like it, and why; asked for by itself, since it takes a moment."""
    library = Library(workspace)
    found = rooms.search(workspace.person).similar(library.number(key), limit=_N_SIMILAR)
    part = request.headers.get("hx-request") == "true"
    name = "paper_similar.html.j2" if part else "paper_similar_page.html.j2"
    return render(request, name, paper=library.paper(key), similar=found)


def _told_number(content: Mapping[str, Any]) -> str:
    return str(Published(**content))


def _number(said: str, name: str) -> float:
    try:
        return float(said.replace(",", "."))
    except ValueError:
        raise InputError(
            worded("{name}: must be a number. Got {value!r}.", name=name, value=said[:40]),
            code="TF-PAPER",
            remedy=worded("As the paper prints it: 0.951, or 95.1 in percent. Nothing was saved."),
        ) from None
