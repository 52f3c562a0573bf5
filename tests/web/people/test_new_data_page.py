"""Data sent by a browser: as strict as the command, bounded, never from a path; an audit begun on a page."""

from __future__ import annotations

import gzip
import time

import httpx2
import pytest
from served import Client
from signed_in import As, open_accounts

from command import tenfold
from tenfold.data import catalog
from tenfold.desk.api import load_data
from tenfold.desk.labelling.opening import open_labelling
from tenfold.store.workspace import Workspace

CSV = b"text,label\nchest pain,heart\ncough at night,lung\nred rash,skin\nred rash,lung\n"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace.create(tmp_path_factory.mktemp("sent") / "lab", person="Ada")
    open_accounts(made)
    return made


def send(
    client: Client, who: dict[str, str], content: bytes, file: str = "notes.csv", **said: str
) -> httpx2.Response:
    return client.post("/new-data", files={"file": (file, content)}, data=said, headers=who)


def names(workspace: Workspace) -> list[str]:
    return [f"{entry['name']}@{entry['number']}" for entry in catalog.listing(workspace)]


def test_a_file_is_added_with_its_sender_and_never_over_another(
    client: Client, signed: As, workspace: Workspace
) -> None:
    who = signed("Bob")
    added = send(client, who, CSV)
    assert added.status_code == 303
    assert added.headers["location"].startswith("/data/notes?said=")
    assert "red rash" in client.get("/data/notes/audit", headers=who).text
    assert catalog.listing(workspace)[0]["person"] == "Bob"
    other = CSV + b"pale,skin\n"
    refused = send(client, who, other)
    assert refused.status_code == 400
    assert "called &#39;notes&#39; already" in refused.text
    assert names(workspace) == ["notes@1"]
    assert send(
        client, who, gzip.compress(other), "x.csv.gz", name="notes", next_version="true"
    ).is_redirect
    assert names(workspace) == ["notes@1", "notes@2"]
    said = {"unlabelled": "true", "classes": "heart\nlung"}
    assert send(client, who, b"text\nfever\nchills\n", "open.csv", **said).is_redirect
    assert "Label" in client.get("/data/open", headers=who).text


def test_what_cannot_be_read_is_said_as_the_command_says_it(
    client: Client, signed: As, workspace: Workspace
) -> None:
    before = names(workspace)
    broken = {
        "gbk.csv": "text,label\n胸痛,心\n咳嗽,肺\n".encode("gbk"),
        "packed.csv.gz": gzip.compress(b"text,label\n" + b"a" * (64 << 20), 9),
    }
    for file, content in broken.items():
        path = workspace.root.parent / file
        path.write_bytes(content)
        page = send(client, signed("Bob"), content, file, name="broken")
        assert page.status_code == 400, page.text
        said = tenfold(workspace.root, "data", "add", str(path), "--name", "broken")
        code = said.stderr.split()[0]
        assert code.startswith("TF-DATA"), said.stderr
        assert code in page.text
        assert file in page.text
        assert "tenfold-upload" not in page.text  # where it lay for a moment is nobody's business
        assert 'value="broken"' in page.text  # what was typed is still there
    assert names(workspace) == before


def test_nothing_is_read_from_this_machine_or_from_elsewhere(
    client: Client, signed: As, workspace: Workspace
) -> None:
    before = names(workspace)
    for file in (
        "../../etc/passwd",
        "/etc/passwd",
        ".csv",
        "notes.exe",
        "-x.csv",
        "<b>.exe",
    ):
        page = send(client, signed("Bob"), CSV, file)
        assert page.status_code == 400, file
        assert "<b>." not in page.text
    for name in ("../up", "builtin:x"):
        page = send(client, signed("Bob"), CSV, name=name)
        assert page.status_code == 400, name
        assert "cannot be a data set" in page.text
    assert (
        client.post("/new-data", data={"file": "/etc/passwd"}, headers=signed("Bob")).status_code
        == 400
    )
    assert names(workspace) == before
    # a name that would be an address, were it read as the command reads one
    assert send(client, signed("Bob"), CSV, "hub:org.csv", name="plain").is_redirect
    assert send(client, signed("Bob"), CSV, r"C:\data\sqlite.csv", name="plain2").is_redirect
    assert not (workspace.root.parent / "up").exists()


def test_too_much_is_refused_and_strangers_before_they_are_heard(
    client: Client, signed: As
) -> None:
    large = b"text,label\n" + b"a,b\n" * (9 << 20)
    assert send(client, signed("Bob"), large).status_code == 413
    assert send(client, signed("Rea"), CSV).status_code == 403
    assert send(client, signed(""), CSV).status_code == 401
    assert (
        client.post("/notes", data={"text": "a" * (2 << 20)}, headers=signed("Bob")).status_code
        == 413
    )


def test_an_audit_begun_on_a_page_is_followed_to_its_end(
    client: Client, signed: As, workspace: Workspace
) -> None:
    who = signed("Bob")
    assert send(client, who, CSV * 8, "audited.csv").is_redirect
    page = client.get("/data/audited/audit", headers=who).text
    assert "Not looked for yet" in page
    assert client.post("/data/audited/audit", headers=signed("Rea")).status_code == 403
    assert client.post("/data/audited/audit", headers=who).status_code == 303
    deadline = time.monotonic() + 120
    while True:
        part = client.get("/data/audited/audit/progress", headers=who)
        if part.headers.get("hx-refresh") == "true":
            break
        assert "It is being done." in part.text
        assert time.monotonic() < deadline
        time.sleep(0.2)
    page = client.get("/data/audited/audit", headers=who).text
    assert "Not looked for yet" not in page
    assert "ended too early" not in page


def test_a_recipe_is_shown_with_what_it_changed(
    client: Client, signed: As, workspace: Workspace
) -> None:
    content = b"text,label\n<b>chest</b> pain,heart\ncough,lung\ncough,lung\nrash,skin\n"
    assert send(client, signed("Bob"), content, "soiled.csv").is_redirect
    load_data("soiled", workspace=workspace).clean("strip-html", "drop-duplicates")
    card = client.get("/data/soiled", headers=signed("Rea")).text
    assert "/data/soiled%402/recipes" in card
    page = client.get("/data/soiled@2/recipes", headers=signed("Rea")).text
    for said in ("changed: 1", "dropped: 1", "1 × drop-duplicates", "do = &#34;strip-html&#34;"):
        assert said in page
    assert (
        "No recipe made this version."
        in client.get("/data/soiled@1/recipes", headers=signed("Rea")).text
    )


def test_more_classes_than_a_command_can_hold_come_along(
    client: Client, workspace: Workspace, signed: As
) -> None:
    classes = "\n".join(f"class {n}" for n in range(20_000))
    sent = send(
        client, signed("Bob"), b"text\nfever\n", "many.csv", unlabelled="true", classes=classes
    )
    assert sent.status_code == 303
    assert len(open_labelling(workspace, "many").settings.classes) == 20_000
