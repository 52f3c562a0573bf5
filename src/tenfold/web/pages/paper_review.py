"""A review of a paper by a form: written, changed and withdrawn by the one whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from tenfold.errors import InputError
from tenfold.language import translator
from tenfold.papers.forms import form_named, form_names
from tenfold.papers.library import Library
from tenfold.papers.review_text import review_text
from tenfold.papers.reviews import Reviews, told_review
from tenfold.store.ledger import ChangedSinceError
from tenfold.store.workspace import Workspace
from tenfold.web.api.asked import Number
from tenfold.web.asking import Language, Opened, back
from tenfold.web.failures import stale_page
from tenfold.web.named import subject_at
from tenfold.web.rendering import render

__all__ = ["router"]

router = APIRouter(prefix="/papers/{key}")
_FIELD = "field-"


async def _fields(request: Request) -> Mapping[str, str]:
    """What was typed, by field; every form has its own."""
    typed = await request.form()
    return {
        name.removeprefix(_FIELD): said
        for name, said in typed.items()
        if name.startswith(_FIELD) and isinstance(said, str)
    }


@router.get("/review")
def write(request: Request, workspace: Opened, key: str, form: str = "quick") -> Response:
    """The fields of a form, with what one's own review says."""
    own = Reviews(workspace).own(subject_at(workspace, key), form)
    return _page(
        request,
        workspace,
        key,
        form,
        said=own.said() if own else {},
        based_on=own.changed.isoformat() if own else "",
    )


@router.post("/review")
def save(
    request: Request,
    workspace: Opened,
    language: Language,
    key: str,
    typed: Annotated[Mapping[str, str], Depends(_fields)],
    form: Annotated[str, Form()] = "",
    based_on: Annotated[str, Form()] = "",
) -> Response:
    """Save it; where a field is wrong the page stays as it was typed, and where it is stale both are shown."""
    subject, chosen = subject_at(workspace, key), form_named(workspace, form)
    try:
        Reviews(workspace).review(subject, chosen, typed, based_on=based_on)
    except ChangedSinceError as error:
        yours, to = review_text(chosen, typed), f"/papers/{key}/review?form={chosen.name}"
        return stale_page(request, error, yours=yours, to=to, told=told_review)
    except InputError as error:
        return _page(
            request, workspace, key, form, said=typed, based_on=based_on, problem=str(error)
        )
    _ = translator(language)
    return back(f"/papers/{key}", _("Your review is saved."), at="reviews")


@router.post("/reviews/{number}/remove")
def withdraw(
    request: Request,
    workspace: Opened,
    language: Language,
    key: str,
    number: Number,
    based_on: Annotated[str, Form()] = "",
) -> Response:
    """Withdraw one's own, if it is as one has read it."""
    try:
        Reviews(workspace).remove(number, based_on=based_on)
    except ChangedSinceError as error:
        return stale_page(request, error, yours="", to=f"/papers/{key}", told=told_review)
    _ = translator(language)
    said = _("Your review is withdrawn. Bring it back: tenfold paper take-back")
    return back(f"/papers/{key}", said, at="reviews")


def _page(
    request: Request,
    workspace: Workspace,
    key: str,
    form: str,
    *,
    said: Mapping[str, str],
    based_on: str,
    problem: str = "",
) -> Response:
    return render(
        request,
        "paper_review.html.j2",
        status=422 if problem else 200,
        paper=Library(workspace).paper(key),
        form=form_named(workspace, form),
        forms=form_names(workspace),
        typed=said,
        based_on=based_on,
        problem=problem,
    )
