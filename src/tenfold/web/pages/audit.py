"""What is wrong with a data set, with its rows; its versions, and how two of them differ."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from tenfold.data import catalog
from tenfold.desk.ancestry import match_versions
from tenfold.desk.audit import known_findings
from tenfold.desk.background import Work, job_of, start_job
from tenfold.desk.difference import Difference, compare, shown_row
from tenfold.desk.examined import Examined
from tenfold.desk.page.html import audit_values
from tenfold.desk.page.view import audit_view
from tenfold.desk.recipe_steps import recipe_steps
from tenfold.desk.word_diff import word_diff
from tenfold.store.workspace import Workspace
from tenfold.web.asking import Language, Opened
from tenfold.web.jobs import Doing, change_job, show_job
from tenfold.web.named import known_data
from tenfold.web.rendering import render

__all__ = ["router"]

router = APIRouter(prefix="/data/{name}")
_MOST_ROWS = 100


@router.get("/audit")
def audit(request: Request, workspace: Opened, language: Language, name: str) -> Response:
    """The findings so far: the quick checks are made, of the deep ones those that were made before count."""
    dataset = catalog.load(workspace, known_data(workspace, name))
    job = job_of(workspace, Work(kind="audit", reference=dataset.reference))
    examined = Examined(dataset, workspace=workspace)
    findings, not_looked = known_findings(examined)
    view = audit_view(examined, findings, with_map=False)
    values = audit_values(view, language=language)
    return render(
        request, "audit_known.html.j2", data=name, not_looked=not_looked, job=job, **values
    )


@router.post("/audit")
def change_audit(workspace: Opened, language: Language, name: str, do: Doing = "start") -> Response:
    """Make the checks that were not made yet, in a process that outlives this server; or end that."""
    dataset = catalog.load(workspace, known_data(workspace, name))
    work = Work(kind="audit", reference=dataset.reference)
    return change_job(
        do,
        work.place(workspace),
        start=lambda: start_job(workspace, work),
        to=f"/data/{quote(name)}/audit",
        language=language,
    )


@router.get("/audit/progress")
def audit_progress(request: Request, workspace: Opened, name: str) -> Response:
    """How far it is; at its end the page is loaded anew."""
    reference = catalog.reference_of(workspace, known_data(workspace, name))
    job = job_of(workspace, Work(kind="audit", reference=reference))
    page = f"/data/{quote(name)}/audit"
    return show_job(request, job, to=f"{page}/progress", stop=page)


@router.get("/recipes")
def recipes(request: Request, workspace: Opened, name: str) -> Response:
    """The recipes that made it, and what each of them changed."""
    steps = recipe_steps(workspace, known_data(workspace, name))
    return render(request, "recipes.html.j2", data=name, steps=steps)


@router.get("/versions")
def versions(
    request: Request, workspace: Opened, name: str, before: int = 0, after: int = 0
) -> Response:
    """All versions, and the rows in which two of them differ."""
    name = known_data(workspace, name).partition("@")[0]
    entries = [entry for entry in catalog.listing(workspace) if entry["name"] == name]
    difference = _difference(workspace, name, before, after) if before and after else None
    return render(
        request,
        "versions.html.j2",
        data=name,
        entries=entries,
        before=before or max(entries[-1]["number"] - 1, 1),
        after=after or entries[-1]["number"],
        difference=difference,
        most=_MOST_ROWS,
        shown_row=shown_row,
        word_diff=word_diff,
    )


def _difference(workspace: Workspace, name: str, before: int, after: int) -> Difference:
    old, new = (
        catalog.load(workspace, f"{name}@{number}", unlabelled=True) for number in (before, after)
    )
    return compare(old, new, match_versions(workspace, old, new))
