"""Labelling by keyboard: one text at a time, each answer saved at once; how far people agree; finishing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tenfold.desk.background import job_of, start_job
from tenfold.desk.labelling.comparing import compare
from tenfold.desk.labelling.desk_view import Done, carry_out, look, typed_answer
from tenfold.desk.labelling.finishing import finish as write_labelled
from tenfold.desk.labelling.keys import Answer
from tenfold.desk.labelling.opening import open_labelling, read_share
from tenfold.desk.labelling.proposals import STRATEGIES, check_strategy
from tenfold.errors import DataError
from tenfold.language import Translate, translator
from tenfold.store.workspace import Workspace
from tenfold.web.asking import Language, Opened, Shared, back
from tenfold.web.desks import Choice, encoding_job
from tenfold.web.jobs import Doing, change_job, show_job
from tenfold.web.named import known_data
from tenfold.web.rendering import render

__all__ = ["router"]

router = APIRouter(prefix="/data/{name}")
_TOO_FEW_CLASSES, _NOBODY_TO_COMPARE = "TF-DATA-072", "TF-DATA-073"

Typed = Annotated[str, Form()]


@dataclass(frozen=True)
class _Wanted:
    """What the address says of the texts to ask: it stays in the address from one text to the next."""

    choice: Choice
    blind: bool

    @property
    def query(self) -> str:
        """As an address has it."""
        choice = self.choice
        said = {
            "strategy": choice.strategy if choice.strategy != "mixed" else "",
            "split": choice.split or "",
            "everything": "true" if choice.everything else "",
            "skipped": "true" if choice.skipped else "",
            "blind": "true" if self.blind else "",
        }
        return urlencode({key: value for key, value in said.items() if value})


def _wanted(
    strategy: str = "mixed",
    split: str = "",
    everything: bool = False,
    skipped: bool = False,
    blind: bool = False,
) -> _Wanted:
    choice = Choice(
        strategy=check_strategy(strategy), split=split or None, everything=everything,
        skipped=skipped,
    )  # fmt: skip
    return _Wanted(choice, blind)


Wanted = Annotated[_Wanted, Depends(_wanted)]


@router.get("/label")
def label(
    request: Request,
    workspace: Opened,
    rooms: Shared,
    language: Language,
    wanted: Wanted,
    name: str,
    item: str = "",
) -> Response:
    """The next text, or the one that is named."""
    return _page(request, workspace, rooms, wanted, known_data(workspace, name), item=item)


@router.post("/label")
def answer(
    request: Request,
    workspace: Opened,
    rooms: Shared,
    language: Language,
    wanted: Wanted,
    name: str,
    item: Typed = "",
    based_on: Annotated[int, Form()] = 0,
    newest: Annotated[int, Form()] = 0,
    label: Annotated[str | None, Form()] = None,
    typed: Annotated[str | None, Form()] = None,
    do: Typed = "",
    note: Typed = "",
) -> Response:
    """Save an answer about a text, and show the next one."""
    name = known_data(workspace, name)
    with rooms.desks.at(workspace, name, wanted.choice) as desk:
        given = _answer(label, do, note) or typed_answer(typed or "", desk.session)
        done = carry_out(desk.session, given, item=item, based_on=based_on, newest=newest)
    said, stays = _said(done, translator(language)), item if done.stays else done.item
    if request.headers.get("hx-request") == "true":
        return _page(request, workspace, rooms, wanted, name, item=stays, told=said)
    query = "&".join(filter(None, (wanted.query, urlencode({"said": said, "item": stays}))))
    return RedirectResponse(f"/data/{quote(name)}/label?{query}", status_code=303)


def _answer(label: str | None, do: str, note: str) -> Answer | None:
    """What a button says; None where a line was typed instead."""
    if label is not None:
        return Answer("label", label)
    if do == "note":
        return Answer("note", note.strip())
    if do == "skip":
        return Answer("skip")
    return Answer("undo") if do == "undo" else None


def _said(done: Done, _: Translate) -> str:
    words = {
        "label": _("Saved: {label}."),
        "skip": _("Saved: skipped."),
        "note": _("The note is saved; and the label?"),
        "undo": _("Undone."),
        "nothing to undo": _("There is nothing to undo."),
        "newer": _("Nothing was saved: you have answered in another window meanwhile ({label})."),
        "unclear": _("Nothing was saved. {label}"),
    }
    return words[done.what].format(label=done.text or "–").strip()


def _page(
    request: Request,
    workspace: Workspace,
    rooms: Shared,
    wanted: _Wanted,
    name: str,
    *,
    item: str = "",
    told: str = "",
) -> Response:
    """The page; htmx asks for the desk alone."""
    part = request.headers.get("hx-request") == "true"
    template = "label_desk.html.j2" if part else "label.html.j2"
    values: dict[str, Any] = {
        "data": name,
        "wanted": wanted,
        "strategies": STRATEGIES,
        "told": told,
        "part": part,
    }
    try:
        with rooms.desks.at(workspace, name, wanted.choice) as desk:
            labelling = desk.labelling
            values |= {"settings": labelling.settings, "splits": _splits(labelling.dataset.splits)}
            if desk.must_wait:
                job = encoding_job(workspace, labelling.dataset.reference, wanted.choice)
                return render(request, "label_wait.html.j2", job=job, **values)
            shown = look(labelling, desk.session, item=item)
    except DataError as error:
        if error.code != _TOO_FEW_CLASSES:
            raise
        settings = open_labelling(workspace, name, split=wanted.choice.split).settings
        values |= {"settings": settings, "splits": []}
        return render(request, "label_classes.html.j2", **values)
    return render(request, template, desk=shown, **values)


def _splits(splits: list[str] | None) -> list[str]:
    return sorted(set(splits or ()))


@router.get("/label/encoding")
def encoding(request: Request, workspace: Opened, wanted: Wanted, name: str) -> Response:
    """How far it is with what has to be done before the first text can be chosen."""
    dataset = open_labelling(workspace, known_data(workspace, name)).dataset
    job = job_of(workspace, wanted.choice.encoding_of(dataset.reference))
    here = f"/data/{quote(name)}/label/encoding?{wanted.query}"
    return show_job(request, job, to=here, stop=here)


@router.post("/label/encoding")
def change_encoding(
    workspace: Opened, language: Language, wanted: Wanted, name: str, do: Doing
) -> Response:
    """Do it in a process of its own, or end that."""
    dataset = open_labelling(workspace, known_data(workspace, name)).dataset
    work = wanted.choice.encoding_of(dataset.reference)
    return change_job(
        do,
        work.place(workspace),
        start=lambda: start_job(workspace, work),
        to=f"/data/{quote(name)}/label",
        query=wanted.query,
        language=language,
    )


@router.post("/labelling")
def set_up(
    request: Request,
    workspace: Opened,
    language: Language,
    name: str,
    classes: Typed = "",
    overlap: Typed = "",
    guidelines: Annotated[str | None, Form()] = None,
    based_on: Typed = "",
) -> Response:
    """Add classes, say what decides between them, and how many texts everybody is asked."""
    name = known_data(workspace, name)
    to = f"/data/{quote(name)}/label"
    now = open_labelling(workspace, name).settings
    if guidelines is not None and now.is_newer_than(based_on, guidelines):
        return render(
            request, "stale.html.j2", status=409, theirs=now.guidelines, yours=guidelines, to=to
        )
    added = [line for line in classes.splitlines() if line.strip()]
    open_labelling(
        workspace, name, classes=added or None, overlap=read_share(overlap), guidelines=guidelines
    )
    _ = translator(language)
    return back(to, _("Saved."))


@router.get("/agreement")
def agreement(request: Request, workspace: Opened, name: str) -> Response:
    """How far those who labelled agree, and where they do not."""
    labelling = open_labelling(workspace, known_data(workspace, name))
    comparison = problem = None
    try:
        comparison = compare(labelling)
    except DataError as error:
        if error.code != _NOBODY_TO_COMPARE:
            raise
        problem = error
    return render(
        request, "agreement.html.j2", data=name, labelling=labelling,
        comparison=comparison, problem=problem,
    )  # fmt: skip


@router.post("/finish")
def finish(
    workspace: Opened,
    language: Language,
    name: str,
    trust: Typed = "",
    with_rules: Annotated[bool, Form()] = False,
) -> Response:
    """Write the labelled rows as the next version."""
    labelling = open_labelling(workspace, known_data(workspace, name))
    made = write_labelled(labelling, with_rules=with_rules, trust=trust or None)
    _ = translator(language)
    said = _(
        "{version} has {n} of {m} rows; {disputed} stayed out as people are undecided."
    ).format(
        version=made.dataset.reference, n=len(made.dataset), m=made.n_rows, disputed=made.n_disputed
    )
    return back(f"/data/{quote(made.dataset.name)}", said)
