"""What the commands print with `--json`, for scripts."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request

from tenfold.errors import InputError
from tenfold.lab.study_json import study_json
from tenfold.lab.week.view import view_week
from tenfold.lab.weeks import Week
from tenfold.study.api import load_study
from tenfold.study.listing import list_studies
from tenfold.web.asking import Language, Opened

__all__ = ["router"]

router = APIRouter(prefix="/api")


@router.get("/openapi.json", include_in_schema=False)
def description(request: Request) -> dict[str, Any]:
    """What there is to ask, as OpenAPI."""
    found: dict[str, Any] = request.app.openapi()
    return found


@router.get("/week")
def week(workspace: Opened, language: Language, of: str = "") -> dict[str, Any]:
    """As `tenfold week --json`."""
    return view_week(workspace, Week.parse(of) if of else None, language=language).to_json()


@router.get("/studies")
def studies(workspace: Opened) -> dict[str, Any]:
    """As `tenfold study list --json`."""
    return {"schema_version": 1, "studies": [s.to_json() for s in list_studies(workspace)]}


@router.get("/studies/{name}")
def study(workspace: Opened, language: Language, name: str) -> dict[str, Any]:
    """As `tenfold study show --json`."""
    if name not in {s.name for s in list_studies(workspace)}:
        raise InputError(f"there is no study called {name!r} here.", remedy="GET /api/studies")
    found = load_study(name, workspace=workspace)
    return study_json(found, found.view(language=language))
