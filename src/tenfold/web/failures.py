"""What went wrong, in the words of the commands: as a page, or as JSON where a script asked."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from tenfold.errors import DamageError, DeclarationError, InputError, TenfoldError
from tenfold.store.ledger import ChangedSinceError
from tenfold.web.doors import visitor_of
from tenfold.web.rendering import render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from fastapi import FastAPI
    from starlette.requests import Request

__all__ = [
    "NotThereError",
    "StaleError",
    "answer_failures",
    "failure_json",
    "newest_only",
    "page_before",
    "refused_response",
    "stale_page",
    "wants_json",
]


class NotThereError(InputError):
    """An address names what is not there, or what the acting person may not see."""

    default_code = "TF-NOT-THERE"


class StaleError(InputError):
    """What was to be written is based on a text that has changed since; both texts are told, none is lost."""

    default_code = "TF-STALE"

    def __init__(self, *, theirs: str, yours: str, changed: str) -> None:
        super().__init__(
            "this was changed since you read it. Nothing was saved.",
            remedy="Bring both texts together, and send the result based on `changed`.",
        )
        self.theirs, self.yours, self.changed = theirs, yours, changed

    def to_json(self) -> dict[str, Any]:
        """With the text that stands, the one that was refused, and what a next one is to be based on."""
        stands = {"theirs": self.theirs, "yours": self.yours, "changed": self.changed}
        return {**super().to_json(), **stands}


def _its_text(content: Mapping[str, Any]) -> str:
    return str(content["text"])


def _theirs(error: ChangedSinceError, told: Callable[[Mapping[str, Any]], str]) -> str:
    return "" if error.content is None else told(error.content)


@contextmanager
def newest_only(
    yours: str, *, told: Callable[[Mapping[str, Any]], str] = _its_text
) -> Iterator[None]:
    """What is written in here and refused, since it knew nothing of the newest text, is told with both texts.

    `told` is the text of what stands.
    """
    try:
        yield
    except ChangedSinceError as error:
        theirs = _theirs(error, told)
        raise StaleError(theirs=theirs, yours=yours, changed=error.version) from error


def stale_page(
    request: Request,
    error: ChangedSinceError,
    *,
    yours: str,
    to: str,
    told: Callable[[Mapping[str, Any]], str] = _its_text,
) -> Response:
    """The same as a page: both texts, and the way to where one writes. No `yours`: it was to be taken away."""
    theirs = _theirs(error, told)
    return render(request, "stale.html.j2", status=409, theirs=theirs, yours=yours, to=to)


_STATUS = {"TF-SIGN-IN": 401, "TF-SIGN-IN-WAIT": 429, "TF-NOT-THERE": 404, "TF-STALE": 409}


def answer_failures(app: FastAPI) -> None:
    """Have every failure of an app told."""
    for kind in (TenfoldError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, _answer)


def failure_json(error: TenfoldError) -> dict[str, Any]:
    """As every command prints it with `--json`, and every script gets it."""
    return {"schema_version": 1, "error": error.to_json()}


def refused_response(path: str, status: int, message: str) -> Response:
    """What was refused before anything is known of who asks; as JSON where a script asks."""
    if not path.startswith("/api/"):
        return PlainTextResponse(f"{message}\n", status)
    return JSONResponse(failure_json(InputError(message, code=f"HTTP {status}")), status)


def _answer(request: Request, error: Exception) -> Response:
    status, told = _told(error)
    headers = dict(getattr(error, "headers", None) or {})
    if "location" in headers:
        return RedirectResponse(headers["location"], status_code=status)
    if wants_json(request):
        return JSONResponse(failure_json(told), status_code=status, headers=headers)
    with suppress(TenfoldError):  # a store in trouble: the page is one for strangers
        visitor_of(request)
    page = render(
        request, "error.html.j2", status=status, error=told.to_json(), before=page_before(request)
    )
    page.headers.update(headers)
    return page


def wants_json(request: Request) -> bool:
    """Whether a script asks."""
    return request.url.path.startswith("/api/") or "authorization" in request.headers


def page_before(request: Request) -> str:
    """The page of this server on which the form stood; empty: there is none."""
    came = urlsplit(request.headers.get("referer", ""))
    is_ours = came.netloc == request.url.netloc and came.path.startswith("/")
    return f"/{came.path.lstrip('/')}" if is_ours and request.method == "POST" else ""


def _told(error: Exception) -> tuple[int, TenfoldError]:
    if isinstance(error, HTTPException):
        return error.status_code, InputError(str(error.detail), code=f"HTTP {error.status_code}")
    if isinstance(error, RequestValidationError):
        return 422, _RequestError(error.errors())
    assert isinstance(error, TenfoldError)
    status = 422 if isinstance(error, DeclarationError) else _STATUS.get(error.code, 400)
    if not isinstance(error, InputError):
        status = 500 if isinstance(error, DamageError) else 503
    return status, error


class _RequestError(InputError):
    """A form, an address or a body that is not as it is to be; all of it at once. What was sent is not said."""

    default_code = "TF-REQUEST"

    def __init__(self, found: Sequence[dict[str, Any]]) -> None:
        self.problems = [(".".join(map(str, one["loc"])), f"{one['msg']}.") for one in found]
        is_one = len(self.problems) == 1
        said = self.problems[0][1] if is_one else " ".join(map(": ".join, self.problems))
        no_json = any(where == "body" for where, _ in self.problems)
        remedy = "JSON is sent with the header content-type: application/json. " if no_json else ""
        where = self.problems[0][0] if is_one else None
        super().__init__(said, where=where, remedy=f"{remedy}Nothing was changed.")

    def to_json(self) -> dict[str, Any]:
        """With each problem and its place under ``problems``."""
        problems = [{"where": where, "message": message} for where, message in self.problems]
        return {**super().to_json(), "problems": problems}
