"""The present week: what one believes, what runs, what to read, and a note at hand."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from tenfold.lab.journal import Journal
from tenfold.lab.note_making import draft, with_text
from tenfold.lab.week.html import week_page
from tenfold.lab.zone import zone_of
from tenfold.language import translator
from tenfold.study.listing import list_studies
from tenfold.web.asking import Kept, Language, Opened, Shared, back
from tenfold.web.kept_pages import RUNNING_S, Made
from tenfold.web.present import present_of
from tenfold.web.rendering import render

__all__ = ["router"]

router = APIRouter()


@router.get("/")
def show_week(
    request: Request, rooms: Shared, kept: Kept, workspace: Opened, language: Language
) -> Response:
    """The week as it stands, with what is under way beside it."""

    def make() -> Made:
        studies = list_studies(workspace)
        week = rooms.week(workspace, studies, language)
        present = present_of(workspace, week, rooms.reading_plan(workspace, studies), studies)
        page = render(
            request,
            "week_now.html.j2",
            page=week_page(present.week.markdown),
            person=workspace.person,
            present=present,
        )
        return Made(page, RUNNING_S) if present.running else Made(page)

    return kept.page(make, stamp=lambda: rooms.stamp_of_rows())


@router.post("/notes")
def write_note(
    workspace: Opened,
    language: Language,
    text: Annotated[str, Form()] = "",
    before: Annotated[str, Form()] = "",
    share: Annotated[bool, Form()] = False,
    to: Annotated[str, Form()] = "/",
) -> Response:
    """A note from any page, private unless it is to be shared; `before`: what one believed before."""
    _ = translator(language)
    today = zone_of(workspace).today()
    details = {"before": before} if before.strip() else {}
    note = draft(today=today, kind=None, share=share, day=None, tags=(), details=details)
    saved = Journal(workspace).write(with_text(note, text))
    privacy = _("reports may show it") if share else _("private")
    return back(to, _("Note {n} is saved: {privacy}.").format(n=saved.number, privacy=privacy))
