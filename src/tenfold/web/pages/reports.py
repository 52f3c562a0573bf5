"""Weekly reports: those that are kept, one of them, and keeping the present one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from tenfold.lab.week.html import week_page
from tenfold.lab.week.keeping import add_addendum, frozen_of_all
from tenfold.lab.week.remarks import Remarks
from tenfold.lab.week.report_text import parse_report
from tenfold.lab.week.view import freeze_week, private_notes_of, view_week
from tenfold.lab.weeks import Week
from tenfold.lab.zone import zone_of
from tenfold.language import translator
from tenfold.web.asking import Kept, Language, Opened, Shared, back
from tenfold.web.doors import accounts_are_on
from tenfold.web.kept_pages import Made
from tenfold.web.rendering import render

__all__ = ["router"]

router = APIRouter()


@router.get("/reports")
def list_all(request: Request, rooms: Shared, kept: Kept, workspace: Opened) -> Response:
    """Everybody's kept reports, the newest first, and the weeks of which one's own may be kept."""

    def make() -> Made:
        now = Week.of(zone_of(workspace).today())
        frozen = sorted(frozen_of_all(workspace), key=lambda one: (str(one.week), one.person))
        weeks = [now, now - 1, now - 2]
        return Made(render(request, "reports.html.j2", kept=frozen[::-1], weeks=weeks))

    return kept.page(make, stamp=lambda: rooms.stamp_of_rows())


@router.get("/reports/{week}")
def show(
    request: Request, workspace: Opened, language: Language, week: str, person: str = ""
) -> Response:
    """The report of a week: as it was kept, or as it stands now with what may be done with it."""
    named = Week.parse(week)
    view = view_week(workspace, named, person=person or None, language=language)
    if view.frozen is None and view.person != workspace.person and accounts_are_on(request):
        raise HTTPException(404, f"{view.person} has not kept a report of {named} yet.")
    own = view.person == workspace.person and view.frozen is None
    kept, remarks = view.frozen, Remarks(workspace)
    return render(
        request,
        "report_of_week.html.j2",
        page=week_page(view.markdown),
        view=view,
        week=str(named),
        is_own=own,
        kept=kept,
        person=workspace.person,
        sections=parse_report(kept.markdown).titles if kept else {},
        remarks=remarks.of(kept) if kept else [],
        seen_by=remarks.seen_by(kept) if kept else [],
        private=private_notes_of(workspace, named) if own else [],
    )


@router.post("/reports/{week}/freeze")
def freeze(
    workspace: Opened,
    language: Language,
    week: str,
    share: Annotated[list[int] | None, Form()] = None,
) -> Response:
    """Keep it as it is, with the private notes that were ticked."""
    ticked = share or []
    view = view_week(workspace, Week.parse(week), language=language, fresh=True, share=ticked)
    kept = freeze_week(workspace, view, view.markdown, ticked)
    _ = translator(language)
    said = _("Kept. Its digest: {digest}").format(digest=kept.digest)
    return back(f"/reports/{week}", said)


@router.post("/reports/{week}/add")
def add(
    workspace: Opened, language: Language, week: str, text: Annotated[str, Form()] = ""
) -> Response:
    """Add below a kept report."""
    add_addendum(workspace, Week.parse(week), text)
    _ = translator(language)
    return back(f"/reports/{week}", _("Added below the report."))
