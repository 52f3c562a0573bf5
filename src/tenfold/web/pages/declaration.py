"""The declaration of a study: change its text, see what it takes, fix its hypotheses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from tenfold.errors import TenfoldError
from tenfold.lab.known_papers import unknown_papers
from tenfold.language import translator
from tenfold.study.api import load_study
from tenfold.study.editing import (
    NewerTextError,
    problems_of,
    read_written,
    require_same,
    rewrite,
)
from tenfold.study.registration import mode_of
from tenfold.study.words.augmenting_words import augmented_sentence
from tenfold.web.asking import Language, MayReach, Opened, back
from tenfold.web.named import known_study
from tenfold.web.rendering import render

__all__ = ["router"]

router = APIRouter(prefix="/studies/{name}")


@router.get("/edit")
def edit(request: Request, workspace: Opened, may_reach: MayReach, name: str) -> Response:
    """Its text, and everything that is wrong with it."""
    written = read_written(workspace, known_study(workspace, name))
    problems = problems_of(workspace, name, written.text, may_reach=may_reach)
    return _editor(request, name, written.text, written.version, problems)


@router.post("/edit")
def save(
    request: Request,
    workspace: Opened,
    language: Language,
    may_reach: MayReach,
    name: str,
    text: Annotated[str, Form()] = "",
    based_on: Annotated[str, Form()] = "",
    do: Annotated[str, Form()] = "save",
) -> Response:
    """Look the text over, or save it; never over a newer one, never with faults."""
    text = text.replace("\r\n", "\n")
    known_study(workspace, name)
    problems = problems_of(workspace, name, text, may_reach=may_reach)
    if do == "look" or problems:
        return _editor(request, name, text, based_on, problems)
    try:
        rewrite(workspace, name, text, based_on=based_on)
    except NewerTextError as error:
        return render(
            request,
            "stale.html.j2",
            status=409,
            theirs=error.now.text,
            yours=text,
            to=f"/studies/{name}/edit",
        )
    _ = translator(language)
    return back(f"/studies/{name}", _("The declaration is saved."))


def _editor(
    request: Request, name: str, text: str, version: str, problems: Sequence[TenfoldError]
) -> Response:
    return render(
        request,
        "declaration.html.j2",
        status=422 if problems and request.method == "POST" else 200,
        study=name,
        text=text,
        problems=problems,
        to=f"/studies/{name}/edit",
        based_on=version,
    )


@router.get("/check")
def check(request: Request, workspace: Opened, language: Language, name: str) -> Response:
    """What it takes and the smallest gain that it can see, before anything is run."""
    written = read_written(workspace, known_study(workspace, name))
    study = load_study(name, workspace=workspace)
    _ = translator(language)
    estimate = study.check()
    return render(
        request,
        "study_check.html.j2",
        study=name,
        estimate=estimate,
        augmented=[augmented_sentence(counts, _) for counts in estimate.augmented],
        modes=mode_of(workspace, study.plan),
        hypotheses=study.plan.hypotheses,
        unknown=unknown_papers(workspace, study.plan.declaration.study.papers),
        version=written.version,
    )


@router.post("/declare")
def declare(
    workspace: Opened, language: Language, name: str, based_on: Annotated[str, Form()] = ""
) -> Response:
    """Fix the hypotheses as they were looked at, and tell the code."""
    require_same(workspace, known_study(workspace, name), based_on)
    declared = load_study(name, workspace=workspace).declare()
    _ = translator(language)
    said = _("Declared. Code: {code}") if declared.is_new else _("Declared already. Code: {code}")
    return back(f"/studies/{name}/check", said.format(code=declared.code), at="declared")
