"""Several people's weeks in one table; what others say of a kept report; and an answer taken in."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tenfold.lab.week.keeping import Frozen, find_frozen, require_frozen
from tenfold.lab.week.lab_page import lab_values
from tenfold.lab.week.lab_table import frozen_table
from tenfold.lab.week.remarks import Remarks
from tenfold.lab.week.take_reply import take_reply_to
from tenfold.lab.weeks import Week
from tenfold.language import translator
from tenfold.store.workspace import Workspace
from tenfold.web.asking import Language, Opened, back
from tenfold.web.rendering import render

__all__ = ["router"]

router = APIRouter(prefix="/reports")


@router.get("/table")
def table(request: Request, workspace: Opened, language: Language, week: str = "") -> Response:
    """People by on track, verdicts and what waits for the one who looks: the newest of each, or one week."""
    found = frozen_table(workspace, me=workspace.person, week=week or None, language=language)
    return render(request, "lab_week.html.j2", week=week, **lab_values(found, language))


def _kept(workspace: Workspace, week: str, person: str) -> Frozen:
    frozen = find_frozen(workspace, Week.parse(week), person=person or None)
    if frozen is None:
        raise HTTPException(404, f"There is no kept report of {person}, {week}.")
    return frozen


@router.post("/{week}/seen")
def see(
    workspace: Opened, language: Language, week: str, person: Annotated[str, Form()] = ""
) -> Response:
    """Tell its author that one has seen it."""
    frozen = _kept(workspace, week, person)
    Remarks(workspace).see(frozen)
    _ = translator(language)
    return _back_to(frozen, _("Seen."))


@router.post("/{week}/remarks")
def remark(
    workspace: Opened,
    language: Language,
    week: str,
    person: Annotated[str, Form()] = "",
    section: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
) -> Response:
    """A comment on one of its sections."""
    frozen = _kept(workspace, week, person)
    Remarks(workspace).say(frozen, text, section=section)
    _ = translator(language)
    return _back_to(frozen, _("Your comment is saved."))


def _back_to(frozen: Frozen, said: str) -> Response:
    query = urlencode({"person": frozen.person, "said": said})
    return RedirectResponse(f"/reports/{frozen.week}?{query}#remarks", status_code=303)


@router.post("/{week}/reply")
def reply(
    workspace: Opened,
    language: Language,
    week: str,
    text: Annotated[str, Form()] = "",
    giver: Annotated[str, Form()] = "",
    share: Annotated[bool, Form()] = False,
) -> Response:
    """Take the text of an advisor's answer to one's own report into the journal."""
    frozen = require_frozen(workspace, Week.parse(week))
    taken = take_reply_to(workspace, frozen, text, giver=giver, share=share)
    _ = translator(language)
    said = _("Taken in from {name}: {answers} answers, {tasks} tasks, {notes} notes.")
    counts = {"answers": taken.answered, "tasks": taken.tasks, "notes": taken.advice}
    numbers = {name: len(found) for name, found in counts.items()}
    return back(f"/reports/{week}", said.format(name=taken.giver, **numbers))
