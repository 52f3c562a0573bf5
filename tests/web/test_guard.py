"""What another site, another name or a large body cannot do; and what every answer carries."""

from __future__ import annotations

import contextlib
import socket

import httpx2
import pytest
from served import Client

from tenfold.lab.journal import Journal
from tenfold.store.workspace import Workspace


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost:1", "evil.example:80"])
def test_another_name_is_refused(client: Client, host: str) -> None:
    """A site that lets its own name lead to this machine (DNS rebinding) reads nothing."""
    answer = client.get("/papers", headers={"host": host})
    assert answer.status_code == 421
    assert "Low-rank" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": "OWN"},
    ],
)
def test_a_form_of_another_site_writes_nothing(
    client: Client, lab: object, headers: dict[str, str]
) -> None:
    own = str(client.base_url).rstrip("/")
    before = _n_notes(lab)
    answer = client.post(
        "/notes",
        data={"text": "from elsewhere"},
        headers={name: own if value == "OWN" else value for name, value in headers.items()},
    )
    assert answer.status_code == 403
    assert _n_notes(lab) == before


def _n_notes(lab: object) -> int:
    return len(Journal(Workspace(lab)).notes())  # type: ignore[arg-type]


def test_a_large_body_is_refused_whether_it_says_its_length_or_not(
    client: Client, lab: object
) -> None:
    own = {"origin": str(client.base_url).rstrip("/")}
    before = _n_notes(lab)
    said = client.post("/notes", data={"text": "x" * (2 << 20)}, headers=own)
    assert said.status_code == 413
    own |= {"content-type": "application/x-www-form-urlencoded"}
    pieces = (b"text=" + b"x" * (1 << 16) for _ in range(40))
    with contextlib.suppress(httpx2.TransportError):  # it may hang up before all was sent
        assert client.post("/notes", content=pieces, headers=own).status_code >= 400
    assert _n_notes(lab) == before


@pytest.mark.parametrize(
    "path", ["/", "/papers/hu2021lora", "/nowhere", "/api/week", "/map/graph.json"]
)
def test_every_answer_says_what_a_page_may_do(client: Client, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


def test_what_never_changes_is_kept_by_the_browser(client: Client) -> None:
    from tenfold.web.rendering import assets

    answer = client.get(assets()["tenfold.css"].address)
    assert "immutable" in answer.headers["cache-control"]


def test_an_address_that_others_reach_is_refused() -> None:
    from tenfold.errors import InputError
    from tenfold.web.serving import bind

    for host in ("0.0.0.0", "::", "192.168.0.1"):
        with pytest.raises(InputError, match="reached by others"):
            bind(host, 0)


def test_a_port_that_is_taken_is_told() -> None:
    from tenfold.errors import InputError
    from tenfold.web.serving import bind

    with bind("127.0.0.1", 0) as first:
        first.listen()
        with pytest.raises(InputError, match="is taken"):
            bind("127.0.0.1", first.getsockname()[1])


def test_answers_are_sent_without_delay() -> None:
    """Where a socket does not name its protocol, asyncio leaves Nagle's delay on: 40 ms an answer."""
    from tenfold.web.serving import bind

    with bind("127.0.0.1", 0) as listener:
        listener.listen()
        with socket.create_connection(listener.getsockname()):
            accepted, _ = listener.accept()
            with accepted:
                assert accepted.proto == socket.IPPROTO_TCP


def test_a_way_back_never_leads_to_another_site(client: Client) -> None:
    for to in (
        "//evil.example/",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\\evil.example",
    ):
        own = {"origin": str(client.base_url).rstrip("/")}
        answer = client.post("/settings/language", data={"language": "en", "to": to}, headers=own)
        assert answer.status_code == 303
        assert "evil" not in answer.headers["location"].split("?")[0] or answer.headers[
            "location"
        ].startswith("/%5C")
