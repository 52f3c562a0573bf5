"""A form with a file, read here: the framework would read it before it asks whether its sender may send one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from tenfold.store.sessions import Acting
from tenfold.web.doors import authorised

__all__ = ["Sent", "file_in", "texts_in"]


async def _sent(
    request: Request, _let_in: Annotated[Acting | None, Depends(authorised)]
) -> AsyncIterator[FormData]:
    async with request.form(max_files=1, max_fields=20) as form:
        yield form


Sent = Annotated[FormData, Depends(_sent)]
"""What was sent, read once its sender has been let in."""


def file_in(form: FormData) -> UploadFile | None:
    """The file; None where none was chosen."""
    file = form.get("file")
    return file if isinstance(file, UploadFile) and file.filename else None


def texts_in(form: FormData) -> dict[str, str]:
    """What was typed beside it."""
    return {key: value for key, value in form.items() if isinstance(value, str)}
