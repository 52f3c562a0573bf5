"""Data sets: what there is, and the card of one."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from tenfold.data import catalog
from tenfold.data.builtin import BUILTINS
from tenfold.desk.card.answering import NewerCardAnswerError, answer_card
from tenfold.desk.card.content import make_card
from tenfold.desk.card.html import card_figures
from tenfold.desk.card.questions import QUESTIONS
from tenfold.language import translator
from tenfold.web.asking import Kept, Language, Opened, back
from tenfold.web.kept_pages import Made
from tenfold.web.named import known_data
from tenfold.web.rendering import render

__all__ = ["router"]

router = APIRouter()


@router.get("/data")
def list_all(request: Request, kept: Kept, workspace: Opened) -> Response:
    """Those of the workspace, and those that come with tenfold."""

    def make() -> Made:
        entries = catalog.listing(workspace)
        return Made(render(request, "data.html.j2", entries=entries, builtin=BUILTINS))

    return kept.page(make)


@router.get("/data/{name}")
def show(request: Request, workspace: Opened, language: Language, name: str) -> Response:
    """The card of a data set; of one that is still to be labelled, how to go on."""
    dataset = catalog.load(workspace, known_data(workspace, name), unlabelled=True)
    if n_unlabelled := dataset.n_unlabelled():
        return render(request, "unlabelled.html.j2", dataset=dataset, n_unlabelled=n_unlabelled)
    card = make_card(workspace, dataset)
    return render(
        request,
        "dataset.html.j2",
        card=card,
        figures=card_figures(card, language=language),
    )


@router.post("/data/{name}/card")
def answer(
    request: Request,
    workspace: Opened,
    language: Language,
    name: str,
    key: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    based_on: Annotated[str, Form()] = "",
) -> Response:
    """One answer of the card, which all versions share; never over a newer one of another."""
    dataset = catalog.load(workspace, known_data(workspace, name), unlabelled=True)
    to = f"/data/{quote(name)}"
    try:
        answer_card(workspace, dataset, key, text, based_on=based_on)
    except NewerCardAnswerError as error:
        return render(request, "stale.html.j2", status=409, theirs=error.now, yours=text, to=to)
    _ = translator(language)
    return back(to, _("The card is saved."), at=f"card-{key}" if key in QUESTIONS else "columns")
