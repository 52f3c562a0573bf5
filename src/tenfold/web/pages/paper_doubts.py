"""Doubtful duplicates by keyboard: both records side by side; the same, two papers, or two versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tenfold.desk.word_diff import word_diff
from tenfold.language import Translate, translator
from tenfold.papers.doubt_desk import Decided, carry_out, look_at_doubts
from tenfold.papers.duplicates import look_again
from tenfold.papers.library import Library
from tenfold.web.asking import Language, Opened
from tenfold.web.rendering import render
from tenfold.web.words import field_words_of

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["router"]

router = APIRouter(prefix="/library/duplicates")

Typed = Annotated[str, Form()]


@router.get("")
def show(
    request: Request, workspace: Opened, language: Language, first: str = "", second: str = ""
) -> Response:
    """The pair that is named, or else the first of all."""
    return _page(request, workspace, language, first=first, second=second)


@router.post("")
def decide(
    request: Request,
    workspace: Opened,
    language: Language,
    do: Typed = "",
    first: Typed = "",
    second: Typed = "",
    based_on: Typed = "",
    newest: Typed = "",
) -> Response:
    """Save what the two papers are, and show the next pair."""
    done = carry_out(
        Library(workspace), do, first=first, second=second, based_on=based_on, newest=newest
    )
    said = _said(done, translator(language))
    if request.headers.get("hx-request") == "true":
        return _page(request, workspace, language, told=said)
    return _to(said)


@router.post("/again")
def again(workspace: Opened, language: Language) -> Response:
    """Look through the whole library by the rules as they are; nothing is merged."""
    n_new, _ = look_again(Library(workspace)), translator(language)
    return _to(_("Pairs that were not noted before: {n}.").format(n=n_new))


def _to(said: str) -> Response:
    return RedirectResponse(f"/library/duplicates?{urlencode({'said': said})}", status_code=303)


def _said(done: Decided, _: Translate) -> str:
    keys = dict(zip(("first", "second"), done.keys, strict=False))
    return {
        "same": _("{second} is part of {first} now."),
        "different": _("{first} and {second} are different papers."),
        "version": _("{second} is an earlier version of {first}."),
        "undo": _("Taken back."),
        "newer": _("Nothing was saved: {first} or {second} was changed meanwhile."),
    }[done.what].format(**keys)


def _page(
    request: Request,
    workspace: Workspace,
    language: str,
    *,
    first: str = "",
    second: str = "",
    told: str = "",
) -> Response:
    """The page; htmx asks for the desk alone."""
    part = request.headers.get("hx-request") == "true"
    return render(
        request,
        "paper_doubts_desk.html.j2" if part else "paper_doubts.html.j2",
        desk=look_at_doubts(Library(workspace), first=first, second=second),
        told=told,
        part=part,
        place="/papers",
        field_words=field_words_of(translator(language)),
        word_diff=word_diff,
    )
