"""Bodies of requests: not read for strangers, and of no harm to others while they come slowly."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from lived_in import a_lived_in_lab
from served import Client, serving
from signed_in import As, open_accounts

from tenfold.web import crowd, guard
from tenfold.web.sizes import UPLOADS

ADDRESSES = ("/papers/hu2021lora/pdf", "/library/import", "/new-data")


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[As]:
    lab = a_lived_in_lab(tmp_path_factory.mktemp("bodies") / "lab")
    open_accounts(lab)
    with serving(lab.root) as client:
        yield As(lab, client)


def _begun(client: Client, path: str, headers: dict[str, str], *, n_bytes: int) -> socket.socket:
    """A request that says that so much will come, and sends one byte."""
    url = client.base_url
    line = socket.create_connection((url.host, url.port), timeout=20)
    said = headers | {
        "host": f"{url.host}:{url.port}",
        "content-type": "multipart/form-data; boundary=b",
        "content-length": str(n_bytes),
    }
    told = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    line.sendall(f"POST {path} HTTP/1.1\r\n{told}\r\n-".encode())
    return line


@pytest.mark.parametrize(("who", "status"), [("", b"401"), ("Gil", b"403")])
def test_who_may_not_send_a_file_is_told_before_it_is_read(
    people: As, who: str, status: bytes
) -> None:
    assert len(UPLOADS) == len(ADDRESSES)
    for path in ADDRESSES:
        with _begun(people.client, path, people(who), n_bytes=9_000_000) as line:
            assert line.recv(64).split()[1] == status, path


def test_a_body_that_does_not_come_is_given_up(people: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_PATIENCE_S", 0.2)
    monkeypatch.setattr(guard, "_SLOWEST", 1 << 40)
    with _begun(people.client, "/login", people(""), n_bytes=100) as line:
        assert line.recv(64).split()[1].startswith(b"4")


def test_those_whose_bodies_do_not_come_keep_nobody_out(people: As) -> None:
    with ExitStack() as open_lines:
        for _ in range(crowd.MOST_AT_ONCE + 2):
            begun = _begun(people.client, "/login", people(""), n_bytes=100)
            open_lines.enter_context(begun)
        assert people.client.get("/login").status_code == 200
