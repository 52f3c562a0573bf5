"""What routes for scripts ask and answer alike: pages of lists, numbers in addresses, bodies, failures."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from starlette.requests import Request

__all__ = [
    "STALE",
    "Answered",
    "BasedOn",
    "Body",
    "Day",
    "Limit",
    "Line",
    "Number",
    "Offset",
    "QuestionNumber",
    "Text",
    "answered",
    "for_scripts",
]

_MOST_NUMBER = 2**31 - 1  # what every database can hold as a number

Limit = Annotated[int, Query(ge=1, le=500, description="So many at most.")]
Offset = Annotated[int, Query(ge=0, le=1_000_000_000, description="Leave so many out.")]
Number = Annotated[int, Path(ge=1, le=_MOST_NUMBER)]
QuestionNumber = Annotated[int, Path(ge=1, le=10, description="One of the ten questions.")]

Text = Annotated[str, Field(min_length=1, max_length=100_000)]
Line = Annotated[str, Field(max_length=200)]
BasedOn = Annotated[
    str,
    Field(
        max_length=40,
        description="The `changed` of the text that one has read; empty: there was none.",
    ),
]
Answered = dict[str, Any]


def _written_day(said: object) -> object:
    """A number is no day: 2026 would be one of 1970, in seconds."""
    if isinstance(said, str):
        return date.fromisoformat(said)
    raise ValueError("a day is written as 2026-12-01")


Day = Annotated[date, BeforeValidator(_written_day)]
"""Such as 2026-12-01."""


class Body(BaseModel):
    """A body in JSON; a name that it does not have is refused, since it may be a slip."""

    model_config = ConfigDict(extra="forbid")


class Problem(BaseModel):
    """What went wrong, where, and what mends it."""

    model_config = ConfigDict(extra="allow")

    code: str
    message: str
    where: str | None
    remedy: str | None


class Failure(BaseModel):
    """What every answer says that is none of 2xx."""

    schema_version: int
    error: Problem


class StaleProblem(Problem):
    """Two texts, of which one stands; what is based on `changed` takes its place."""

    theirs: str
    yours: str
    changed: str


class StaleFailure(Failure):
    """A write that knew nothing of the newest text."""

    error: StaleProblem


_FAILURES: dict[int | str, dict[str, Any]] = {
    400: {"model": Failure, "description": "It cannot be done as it was said."},
    401: {"model": Failure, "description": "No session and no token that holds."},
    403: {"model": Failure, "description": "Not for this role, this token or this site."},
    404: {"model": Failure, "description": "It is not there."},
    413: {"model": Failure, "description": "A body of more than 1 MiB."},
    421: {"model": Failure, "description": "This server has another name."},
    422: {"model": Failure, "description": "The address or the body is not as described."},
    503: {"model": Failure, "description": "The store cannot answer at present."},
}
"""What may come of every request."""

STALE: dict[int | str, dict[str, Any]] = {
    409: {"model": StaleFailure, "description": "It was changed since; nothing was saved."}
}


def for_scripts(prefix: str) -> APIRouter:
    """A part of `/api`, below `prefix`."""
    return APIRouter(
        prefix=prefix, responses=_FAILURES, dependencies=[Depends(_only_described_names)]
    )


def _only_described_names(request: Request) -> None:
    """A name in the address that OpenAPI does not have is refused, since it may be a slip: `yaer=2021`."""
    paths = request.app.openapi()["paths"]
    described = paths[request.scope["route"].path][request.method.lower()].get("parameters", ())
    known = {one["name"] for one in described if one["in"] == "query"}
    if unknown := [name for name in request.query_params if name not in known]:
        told = {"msg": "There is no such name", "type": "extra"}
        raise RequestValidationError([{**told, "loc": ("query", name)} for name in unknown])


def answered(**said: Any) -> Answered:
    """What a script gets, with the version of its form as every command has it."""
    return {"schema_version": 1, **said}
