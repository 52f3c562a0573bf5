"""Every route with every method for every role, and for who is nobody: from the routes of the app itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lived_in import write_papers
from served import Client
from signed_in import COOKIE, PEOPLE, As, open_accounts

from tenfold.store.accounts import ROLES
from tenfold.store.sessions import Acting
from tenfold.store.workspace import Workspace
from tenfold.web.app import create_app
from tenfold.web.rights import RIGHTS, refusal

VALUES = {"key": "hu2021lora", "name": "none", "week": "2020-W01", "n": "1", "reaction": "none",
          "digest": "0", "secret": "none", "number": "0", "form": "none"}  # fmt: skip


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace.create(tmp_path_factory.mktemp("rights") / "lab", person="Ada")
    write_papers(made)
    open_accounts(made)
    return made


def routes_of(router: Any) -> Iterator[tuple[str, str]]:
    for route in router.routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from routes_of(inner)
        else:
            assert hasattr(route, "dependant"), f"{route}: the dependency does not stand before it"
            yield from ((method, route.path) for method in route.methods)


def routes(tmp_path: Path) -> set[tuple[str, str]]:
    return set(routes_of(create_app(tmp_path, hosts=[], users=True)))


def test_every_route_is_in_the_table_and_the_table_has_no_other(tmp_path: Path) -> None:
    assert routes(tmp_path) == set(RIGHTS)


def address(path: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: VALUES[found.group(1)], path)


@pytest.mark.parametrize(("method", "path"), sorted(RIGHTS))
def test_who_may_and_who_may_not(client: Client, signed: As, method: str, path: str) -> None:
    least = RIGHTS[method, path]
    if path == "/logout":
        signed = As(signed.workspace, client)  # sessions that the others do not need
    for role in ("", *ROLES):
        headers = signed(PEOPLE.get(role, ""))
        answer = client.request(method, address(path), headers=headers)
        said = f"{method} {path} as {role or 'nobody'}: {answer.status_code}"
        if (method, path) == ("POST", "/login"):  # no password: told so, on its own page
            assert answer.status_code in (401, 429), said
        elif least == "anybody" or (role and may(role, least)):
            assert answer.status_code not in (401, 403, 500), said
            assert not answer.headers.get("location", "").startswith("/login?"), said
        elif role:
            assert answer.status_code == 403, said
        elif method == "GET" and not path.startswith("/api/"):
            assert answer.status_code == 303, said
            assert answer.headers["location"].startswith("/login?to="), said
        else:
            assert answer.status_code == 401, said


def may(role: str, least: str) -> bool:
    """Said here a second time, so that the table and the rule are both held."""
    order = ["signed in", "guest", "reader", "member", "owner"]
    return order.index(role) >= order.index(least)


def test_a_route_that_is_not_in_the_table_is_for_nobody() -> None:
    ada = Acting(user=1, name="Ada", role="owner")
    assert refusal(None, ada, method="GET", guests=True)


def test_a_route_under_another_address_is_for_nobody(tmp_path: Path) -> None:
    """A router that is put under a prefix is not what the table speaks of."""
    from fastapi import APIRouter
    from starlette.requests import Request

    from tenfold.web.doors import _least

    router = APIRouter()
    router.add_api_route("/studies", lambda: None)
    for path, least in (("/studies", "guest"), ("/other/studies", None)):
        scope = {"type": "http", "method": "GET", "path": path, "query_string": b"",
                 "headers": [(b"host", b"x")], "route": router.routes[0]}  # fmt: skip
        assert _least(Request(scope)) == least
    assert (
        _least(Request({"type": "http", "method": "GET", "path": "/studies", "headers": []}))
        is None
    )


def test_guests_come_in_where_the_owner_allows_it_alone() -> None:
    gil = Acting(user=1, name="Gil", role="guest")
    for (method, _), least in RIGHTS.items():
        if least not in ("anybody", "signed in"):
            assert refusal(least, gil, method=method, guests=False)


def test_what_is_not_there_tells_strangers_nothing(client: Client, signed: As) -> None:
    page = client.get("/nowhere")
    assert page.status_code == 404
    assert 'href="/papers"' not in page.text
    assert 'href="/papers"' in client.get("/nowhere", headers=signed("Bob")).text


def test_a_token_does_what_its_scope_and_its_person_may(client: Client, signed: As) -> None:
    read, write = signed.token("Bob", "read"), signed.token("Bob", "write")
    assert client.get("/api/week", headers=read).json()["person"] == "Bob"
    note = {"text": "by a script"}
    assert client.post("/notes", data=note, headers=read).status_code == 403
    assert client.post("/notes", data=note, headers=write).status_code == 303
    of_reader = signed.token("Rea", "write")
    assert client.post("/notes", data=note, headers=of_reader).status_code == 403
    for method, path in RIGHTS:
        if RIGHTS[method, path] in ("signed in", "owner"):
            owners = signed.token("Ada", "write")
            assert client.request(method, address(path), headers=owners).status_code == 403, path
            break


def test_a_wrong_token_is_not_made_good_by_a_session(client: Client, signed: As) -> None:
    for shown in ("Bearer tenfold_none", "Basic QWRhOng=", "", "Bearer"):
        answer = client.get("/api/week", headers=signed("Bob") | {"authorization": shown})
        assert answer.status_code == 401, shown
    with_session = signed("Bob") | {"authorization": "Bearer x", "origin": "https://evil.example"}
    assert client.post("/notes", data={"text": "no"}, headers=with_session).status_code == 401


def test_another_site_writes_nothing_with_the_session_of_a_person(
    client: Client, signed: As
) -> None:
    for own in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        headers = signed("Bob") | own
        assert client.post("/notes", data={"text": "no"}, headers=headers).status_code == 403


def test_a_later_change_of_the_file_opens_nothing(client: Client, workspace: Workspace) -> None:
    path = workspace.root / "tenfold.toml"
    said = path.read_text(encoding="utf-8")
    try:
        path.write_text(said.replace("users = true", "users = false"), encoding="utf-8")
        assert client.get("/papers").status_code == 303
        assert client.get("/api/week").status_code == 401
    finally:
        path.write_text(said, encoding="utf-8")


def test_a_session_of_one_name_of_the_server_is_none_of_another(client: Client, signed: As) -> None:
    """Under a name that others reach, only the cookie counts that a browser sends through https alone."""
    headers = signed("Bob")
    assert client.get("/papers", headers=headers).status_code == 200
    assert client.get("/papers", headers=headers | {"host": "lab.example"}).status_code == 303
    secure = {"cookie": headers["cookie"].replace(COOKIE, f"__Host-{COOKIE}")}
    assert client.get("/papers", headers=secure | {"host": "lab.example"}).status_code == 200
    assert client.get("/papers", headers=secure | {"host": "evil.example"}).status_code == 421
