"""Data from the browser's own machine. No address and no path of the server's machine is ever taken."""

from __future__ import annotations

from urllib.parse import quote

from anyio import to_thread
from fastapi import APIRouter
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from tenfold.desk.upload import ENDINGS, MAX_BYTES, Wanted, add_upload
from tenfold.errors import InputError
from tenfold.language import translator
from tenfold.store.workspace import Workspace
from tenfold.web.asking import Language, Opened, back
from tenfold.web.rendering import render

__all__ = ["router"]

router = APIRouter(prefix="/new-data")


@router.get("")
def new_data(request: Request, workspace: Opened) -> Response:
    """The form."""
    return _form(request)


@router.post("")
async def add(request: Request, workspace: Opened, language: Language) -> Response:
    """Add what was sent. It is read here, and not by the framework, so that strangers are refused before it."""
    async with request.form(max_files=1, max_fields=20) as form:
        return await to_thread.run_sync(_add, request, workspace, language, form)


def _add(request: Request, workspace: Workspace, language: str, form: FormData) -> Response:
    said = {key: value for key, value in form.items() if isinstance(value, str)}
    try:
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            raise InputError("no file came along.", remedy="Choose one.")
        added = add_upload(workspace, file.file, file.filename, _wanted(said))
    except InputError as error:
        return _form(request, error=error, said=said)
    _ = translator(language)
    told = (
        _("{version}: {n} rows were read.")
        if added.is_new
        else _("{version} has these rows already.")
    )
    told = told.format(version=f"{added.name}@{added.number}", n=f"{added.n_rows:,}")
    return back(f"/data/{quote(added.name)}", told)


def _wanted(said: dict[str, str]) -> Wanted:
    return Wanted(
        **{key: said.get(key, "").strip() for key in ("name", "text", "label", "id", "encoding")},
        unlabelled=said.get("unlabelled") == "true",
        classes=tuple(
            line.strip() for line in said.get("classes", "").splitlines() if line.strip()
        ),
        next_version=said.get("next_version") == "true",
    )


def _form(
    request: Request, *, error: InputError | None = None, said: dict[str, str] | None = None
) -> Response:
    return render(
        request,
        "new_data.html.j2",
        status=400 if error else 200,
        endings=ENDINGS,
        max_mib=MAX_BYTES >> 20,
        error=error,
        told=said or {},
    )
