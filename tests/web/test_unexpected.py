"""A mistake in the program is told in words wherever it is made, and the connection goes on."""

from __future__ import annotations

import logging
import re
import socket
from collections.abc import Iterator
from typing import Annotated, Any

import httpx2
import pytest
from fastapi import Depends, FastAPI, File
from served import Client, serving
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from tenfold.store.workspace import Workspace
from tenfold.web import unexpected
from tenfold.web.asking import back
from tenfold.web.crowd import Crowd
from tenfold.web.guard import Guard
from tenfold.web.rendering import render

SECRET = "what only the inside knows"


class BugError(Exception):
    """None of the errors that tenfold knows."""


def fail(*_: object, **__: object) -> Any:
    raise BugError(SECRET)


def cut_off() -> Iterator[bytes]:
    yield b"begun"
    fail()


def needs_file(file: Annotated[bytes, File()]) -> None:
    fail(file)


def with_mistakes(app: FastAPI) -> None:
    def in_dependency(_: Annotated[None, Depends(fail_plainly)]) -> None: ...

    def in_template(request: Request) -> Response:
        return render(request, "stale.html.j2", theirs=Wrong(), yours="", to="/")

    def in_stream() -> Response:
        return StreamingResponse(cut_off())

    def at_once_in_stream() -> Response:
        return StreamingResponse(map(fail, [b""]))

    for path, made in (
        ("/made/route", fail_plainly),
        ("/made/dependency", in_dependency),
        ("/made/template", in_template),
        ("/made/stream", in_stream),
        ("/made/stream-first", at_once_in_stream),
        ("/made/file", needs_file),
        ("/api/made", fail_plainly),
        ("/made/right", lambda: back("/")),
    ):
        methods = ["GET", "HEAD", "POST", "PUT"]
        app.add_api_route(path, made, methods=methods, response_model=None)


def fail_plainly() -> None:
    fail()


class Wrong:
    """What a template cannot show."""

    def __bool__(self) -> bool:
        return bool(fail())


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    lab = Workspace.create(tmp_path_factory.mktemp("unexpected") / "lab", person="Ada")
    with serving(lab.root, more=with_mistakes) as opened:
        yield opened


class Log(logging.Handler):
    """What the server says of its errors."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def log() -> Iterator[Log]:
    heard, server = Log(), logging.getLogger("uvicorn.error")
    server.addHandler(heard)
    yield heard
    server.removeHandler(heard)


def require_told(answer: httpx2.Response, log: Log) -> None:
    """With a number that stands beside the traceback, and with nothing of the inside."""
    assert answer.status_code == 500
    assert "tenfold could not answer this" in answer.text
    for inside in (SECRET, "BugError", "Traceback", ".py"):
        assert inside not in answer.text
    (line,) = log.lines
    number = line.split(":")[0]
    assert re.fullmatch(r"[0-9a-f]{8}", number)
    assert number in answer.text
    assert SECRET in line
    assert "default-src" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    log.lines.clear()


def require_connected(client: Client) -> None:
    """The next request goes over the same connection: it was not closed behind the answer."""
    assert client.get("/static/none/none").status_code == 404


@pytest.mark.parametrize("place", ["route", "dependency", "template"])
def test_a_mistake_is_a_page_and_a_part_of_a_page(client: Client, log: Log, place: str) -> None:
    answer = client.get(f"/made/{place}")
    assert "<h1>That did not work</h1>" in answer.text
    assert "Look whether it was saved" not in answer.text
    require_told(answer, log)
    part = client.get(f"/made/{place}", headers={"hx-request": "true"})
    assert "<html" not in part.text
    require_told(part, log)
    head = client.head(f"/made/{place}")
    assert (head.status_code, head.content) == (500, b"")
    require_connected(client)


def test_after_a_write_it_is_said_that_it_may_be_saved_and_how_to_come_back(
    client: Client, log: Log
) -> None:
    own = {
        "origin": str(client.base_url).rstrip("/"),
        "referer": f"{client.base_url.join('/papers/x')}",
    }
    answer = client.post("/made/route", data={"text": "a long thought"}, headers=own)
    assert "Look whether it was saved" in answer.text
    assert 'href="/papers/x"' in answer.text
    require_told(answer, log)


def test_a_script_gets_it_as_json(client: Client, log: Log) -> None:
    for path, headers in (("/api/made", {}), ("/made/route", {"authorization": "Bearer x"})):
        answer = client.get(path, headers=headers)
        error = answer.json()["error"]
        assert (error["code"], answer.json()["schema_version"]) == ("TF-UNEXPECTED", 1)
        require_told(answer, log)


def test_an_answer_that_has_begun_is_not_taken_for_whole(client: Client, log: Log) -> None:
    for path in ("/made/stream", "/made/stream-first"):
        with pytest.raises(httpx2.RemoteProtocolError):
            client.get(path)
        assert "failed" in log.lines[0]
        log.lines.clear()
    require_connected(client)


@pytest.mark.parametrize("of", [Crowd, Guard])
def test_a_mistake_before_the_routes_is_told_too(
    client: Client, log: Log, monkeypatch: pytest.MonkeyPatch, of: type
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(of, "_uncounted" if of is Crowd else "_refusal", fail)
        require_told(client.get("/made/right"), log)
        require_told(client.get("/api/made"), log)
    require_connected(client)


def test_a_mistake_in_that_page_itself_is_told_in_plain_words(
    client: Client, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(unexpected, "render", fail)
        answer = client.get("/made/route")
    assert "<" not in answer.text
    del log.lines[1:]
    require_told(answer, log)


def test_who_sends_much_to_a_mistake_reads_the_answer(client: Client, log: Log) -> None:
    """The body is not read to its end: if the connection were closed on it, the answer would be lost."""
    own = {"origin": str(client.base_url).rstrip("/"), "content-type": "text/plain"}
    for _ in range(20):
        answer = client.post("/made/route", content=b"x" * 1_000_000, headers=own)
        require_told(answer, log)
        require_connected(client)
        file = {"file": b"x" * 900_000}
        answer = client.post("/made/file", files=file, headers={"origin": own["origin"]})
        require_told(answer, log)
        require_connected(client)


def test_two_requests_on_one_line_are_both_answered(client: Client) -> None:
    """The second is sent before the first, which fails, is answered."""
    url = client.base_url
    host = f"{url.host}:{url.port}"
    ask = "GET {} HTTP/1.1\r\nhost: " + host + "\r\n{}\r\n"
    with socket.create_connection((url.host, url.port), timeout=60) as line:
        line.sendall(
            (
                ask.format("/made/route", "") + ask.format("/made/right", "connection: close\r\n")
            ).encode()
        )
        got = b""
        while part := line.recv(65536):
            got += part
    assert re.findall(rb"HTTP/1.1 (\d+)", got) == [b"500", b"303"]
