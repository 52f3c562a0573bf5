"""A page that is kept is given again before its route is looked for; never to whom it is not for."""

from __future__ import annotations

from pathlib import Path

import pytest
from lived_in import write_papers
from served import Client
from signed_in import BY, As, open_accounts

from tenfold.lab.journal import Journal
from tenfold.lab.note import Note
from tenfold.lab.zone import zone_of
from tenfold.store.accounts import Accounts
from tenfold.store.workspace import Workspace

PAPER = "/papers/hu2021lora"
WRITERS = "Bring papers in"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace.create(tmp_path_factory.mktemp("again") / "lab", person="Ada")
    write_papers(made)
    open_accounts(made)
    return made


def status(client: Client, path: str, headers: dict[str, str]) -> int:
    return client.get(path, headers={"accept": "text/html", **headers}).status_code


def test_each_sees_their_own_page(client: Client, signed: As, workspace: Workspace) -> None:
    for name in ("Bob", "Ada"):
        lab = workspace.acting_as(name)
        day = zone_of(lab).today()
        note = Note(text=f"Of {name} alone", kind="thought", day=day, is_private=False)
        Journal(lab).write(note)
    for _ in range(2):
        for name, other in (("Bob", "Ada"), ("Ada", "Bob")):
            seen = client.get("/", headers=signed(name)).text
            assert f"Of {name} alone" in seen
            assert f"Of {other} alone" not in seen


def test_it_is_given_to_nobody_without_a_session(client: Client, signed: As) -> None:
    assert status(client, PAPER, signed("Rea")) == 200
    assert status(client, PAPER, signed("Rea")) == 200
    assert status(client, PAPER, {}) == 303
    assert status(client, PAPER, {"cookie": "tenfold_session=made-up"}) == 303


def test_it_is_not_given_again_after_logout(client: Client, signed: As) -> None:
    own = As(signed.workspace, client)("Rea")
    assert status(client, PAPER, own) == 200
    client.post("/logout", headers=own)
    assert status(client, PAPER, own) == 303


def test_a_token_is_shown_no_page_of_the_browser(client: Client, signed: As) -> None:
    for _ in range(2):
        assert client.get("/api/topics", headers=signed("Ada")).status_code == 200
    token = signed.token("Ada", "read")
    assert client.get("/api/topics", headers=token).status_code == 200
    wrong = {"authorization": "Bearer none", **signed("Ada")}
    assert client.get("/api/topics", headers=wrong).status_code == 401


def test_another_role_has_another_page(client: Client, workspace: Workspace, signed: As) -> None:
    own = signed("Bob")
    for _ in range(2):
        assert WRITERS in client.get("/papers", headers=own).text
    Accounts(workspace.database).set_role("Bob", "reader", by=BY)
    try:
        seen = client.get("/papers", headers=own)
        assert seen.status_code == 200
        assert WRITERS not in seen.text
    finally:
        Accounts(workspace.database).set_role("Bob", "member", by=BY)


def test_guests_see_none_of_it_once_they_are_not_let_in(
    client: Client, workspace: Workspace, signed: As
) -> None:
    guest, settings = signed("Gil"), Path(workspace.root / "tenfold.toml")
    before = settings.read_text(encoding="utf-8")
    for _ in range(2):
        assert status(client, PAPER, guest) == 200
    settings.write_text(before.replace("guests = true", "guests = false"), encoding="utf-8")
    try:
        assert status(client, PAPER, guest) == 403
    finally:
        settings.write_text(before, encoding="utf-8")
