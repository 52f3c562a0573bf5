"""What there is to ask under `/api`, as OpenAPI."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request

from tenfold.web.doors import accounts_are_on

__all__ = ["router"]

router = APIRouter(prefix="/api")

_TOKEN = {"type": "http", "scheme": "bearer", "description": "A token, made in Settings."}


@router.get("/openapi.json", include_in_schema=False)
def description(request: Request) -> dict[str, Any]:
    """All routes for scripts; with accounts, that they want a token."""
    found: dict[str, Any] = request.app.openapi()
    if not accounts_are_on(request):
        return found
    parts = {**found["components"], "securitySchemes": {"token": _TOKEN}}
    return {**found, "components": parts, "security": [{"token": []}]}
