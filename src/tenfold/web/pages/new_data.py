"""Data from the browser's own machine. No address and no path of the server's machine is ever taken."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from tenfold.desk.upload import ENDINGS, MAX_BYTES, Wanted, add_upload
from tenfold.errors import InputError
from tenfold.language import translator
from tenfold.web.asking import Language, Opened, Shared, back
from tenfold.web.rendering import render
from tenfold.web.sent_form import Sent, file_in, texts_in
from tenfold.wording import worded

__all__ = ["router"]

router = APIRouter(prefix="/new-data")


@router.get("")
def new_data(request: Request, workspace: Opened) -> Response:
    """The form."""
    return _form(request)


@router.post("")
def add(
    request: Request, rooms: Shared, workspace: Opened, language: Language, form: Sent
) -> Response:
    """Add what was sent."""
    said = texts_in(form)
    try:
        file = file_in(form)
        if file is None:
            raise InputError(worded("no file came along."), remedy=worded("Choose one."))
        with rooms.reading_in.taken():  # it may take gigabytes
            added = add_upload(workspace, file.file, file.filename or "", _wanted(said))
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
