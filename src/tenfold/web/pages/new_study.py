"""A new study by a form: it becomes a declaration, looked over and mended as text before it is saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Form
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from tenfold.data import catalog
from tenfold.data.builtin import BUILTINS
from tenfold.errors import InputError, TenfoldError
from tenfold.lab.replicating import ground_of
from tenfold.language import translator
from tenfold.models.methods.registry import kinds
from tenfold.study.editing import problems_of
from tenfold.study.new import FiveAnswers, draft_study, write_new
from tenfold.study.reaching import OF_NO_FILE
from tenfold.study.reading import check_name
from tenfold.web.asking import Language, MayReach, Opened, back
from tenfold.web.rendering import render
from tenfold.wording import worded

__all__ = ["router"]

router = APIRouter(prefix="/studies/new")


@router.get("")
def ask(
    request: Request, workspace: Opened, may_reach: MayReach, data: str = "builtin:diagnosis"
) -> Response:
    """The questions of `tenfold study new`; those that the person may answer so."""
    known = [*BUILTINS, *dict.fromkeys(entry["name"] for entry in catalog.listing(workspace))]
    usual = FiveAnswers(question="", data=data)
    offered = sorted(kinds() if may_reach else OF_NO_FILE)
    return render(request, "new_study.html.j2", data=known, kinds=offered, usual=usual)


class Asked(BaseModel):
    """The fields of the form, as they were typed."""

    name: str = ""
    question: str = ""
    data: str = ""
    model: str = ""
    method: list[str] = []
    claim: str = ""
    seeds: str = ""
    text: str = ""
    label: str = ""
    train_per_class: str = ""
    overlap: Literal["", "drop", "keep"] = ""
    papers: str = ""

    def answers(self) -> FiveAnswers:
        """As `tenfold study new` takes them. Raises InputError for what is not a number."""
        size = self.train_per_class
        return FiveAnswers(
            question=self.question,
            data=self.data,
            model=self.model,
            methods=self.method,
            claim=self.claim,
            text=self.text or None,
            label=self.label or None,
            train_per_class=_number(size, "train_per_class") if size else None,
            seeds=_number(self.seeds, "seeds"),
            overlap=self.overlap or None,
        )


@router.post("")
def draft(
    request: Request, workspace: Opened, may_reach: MayReach, asked: Annotated[Asked, Form()]
) -> Response:
    """The text that the answers make. Nothing is saved yet."""
    cited = [key.strip() for key in asked.papers.split(",") if key.strip()]
    ground = ground_of(workspace, cited) if cited else None
    text = draft_study(check_name(asked.name), asked.answers(), ground)
    problems = problems_of(workspace, asked.name, text, may_reach=may_reach)
    return _editor(request, asked.name, text, problems)


def _number(said: str, where: str) -> int:
    if not (said.isascii() and said.isdecimal()):
        raise InputError(worded("must be a whole number. Got {said!r}.", said=said), where=where)
    return int(said)


@router.post("/save")
def save(
    request: Request,
    workspace: Opened,
    language: Language,
    may_reach: MayReach,
    name: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    do: Annotated[str, Form()] = "save",
) -> Response:
    """Look the text over again, or write the file; a text with faults comes back with all of them."""
    text = text.replace("\r\n", "\n")
    problems = problems_of(workspace, check_name(name), text, may_reach=may_reach)
    if do == "look" or problems:
        return _editor(request, name, text, problems, status=422 if problems else 200)
    write_new(workspace, name, text)
    _ = translator(language)
    return back(f"/studies/{name}", _("The declaration is saved."))


def _editor(
    request: Request, name: str, text: str, problems: Sequence[TenfoldError], *, status: int = 200
) -> Response:
    return render(
        request,
        "declaration.html.j2",
        status=status,
        study=name,
        text=text,
        problems=problems,
        to="/studies/new/save",
        based_on=None,
    )
