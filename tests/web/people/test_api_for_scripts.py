"""What scripts read and write under `/api`, by the requests themselves and through `tf.connect`."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from lived_in import write_papers
from served import Client
from signed_in import As, open_accounts
from typer.testing import CliRunner

import tenfold as tf
from tenfold.cli.main import app
from tenfold.client import Server, StaleTextError
from tenfold.errors import InputError
from tenfold.lab.journal import Journal
from tenfold.lab.note_making import draft, with_text
from tenfold.lab.zone import zone_of
from tenfold.store.workspace import Workspace

PAPER = "/api/papers/hu2021lora"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace.create(tmp_path_factory.mktemp("scripts") / "lab", person="Ada")
    write_papers(made)
    for share in (True, False):
        note = draft(today=zone_of(made).today(), share=share)
        Journal(made).write(with_text(note, f"shared: {share}, see @hu2021lora"))
    file = made.root / "texts.csv"
    file.write_text("text,label\ngood food,pos\nbad food,neg\n", encoding="utf-8")
    tf.read(str(file)).add(workspace=made)
    open_accounts(made)
    return made


@pytest.fixture(scope="module")
def ada(signed: As) -> dict[str, str]:
    return signed.token("Ada", "write")


def server(client: Client, headers: dict[str, str]) -> Server:
    token = headers["authorization"].removeprefix("Bearer ")
    return tf.connect(str(client.base_url), token=token)


def printed(workspace: Workspace, *words: str) -> Any:
    done = CliRunner().invoke(app, [*words, "--json", "--workspace", str(workspace.root)])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("path", "command"),
    [
        ("papers/hu2021lora?history=true", "paper show hu2021lora --history"),
        ("papers/hu2021lora/answers", "paper read hu2021lora"),
        ("papers/hu2021lora/comments", "paper comment hu2021lora"),
        ("papers/hu2021lora/reactions", "paper react hu2021lora"),
        ("papers/hu2021lora/reviews", "paper review hu2021lora"),
        ("papers/hu2021lora/topics", "paper topic hu2021lora"),
        ("topics", "paper topics"),
        ("collections", "paper collect"),
        ("collections/one?name=peft", "paper collect PEFT"),
        ("reading", "paper plan"),
        ("forms", "paper forms"),
        ("goals", "goal list"),
        ("data", "data list"),
        ("data/texts", "data show texts"),
    ],
)
def test_a_script_gets_what_the_command_prints(
    client: Client, workspace: Workspace, ada: dict[str, str], path: str, command: str
) -> None:
    assert client.get(f"/api/{path}", headers=ada).json() == printed(workspace, *command.split())


def test_lists_come_a_page_at_a_time(
    client: Client, workspace: Workspace, ada: dict[str, str]
) -> None:
    def got(path: str) -> Any:
        return client.get(path, headers=ada).json()

    every = printed(workspace, "paper", "list")
    assert [got(f"/api/papers?limit=1&offset={i}")["papers"] for i in (0, 1, 2)] == [
        *([one] for one in every),
        [],
    ]
    assert got("/api/papers?year=2021&title=adaptation")["n"] == 1
    found = got("/api/search?q=low-rank&year=2021..")
    assert (
        found["hits"] == printed(workspace, "paper", "search", "low-rank", "--by", "words")["hits"]
    )
    assert got("/api/search?q=low-rank&offset=1")["hits"] == []
    assert [n["text"][:12] for n in got("/api/notes?limit=1")["notes"]] == ["shared: Fals"]
    assert got("/api/notes?words=shared")["n"] == 2
    assert client.get("/api/papers?limit=1000000000", headers=ada).status_code == 422


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "where"),
    [
        ("GET", "/api/papers?yaer=2021", {}, 422, "query.yaer"),
        ("GET", "/api/week?off=2026-W40", {}, 422, "query.off"),
        ("GET", "/api/notes?since=2026", {}, 422, "query.since"),
        ("PUT", f"{PAPER}/state", {"json": {"due": 5}}, 422, "body.due"),
        ("GET", "/api/papers?year=soon", {}, 400, "year:soon"),
        ("GET", "/api/papers/none", {}, 404, None),
        ("GET", "/api/notes/999", {}, 404, None),
        ("GET", "/api/collections/one?name=none", {}, 404, None),
        ("GET", "/api/search", {}, 400, None),
        ("POST", "/api/notes", {"json": {"text": 5}}, 422, "body.text"),
        ("POST", "/api/notes", {"json": {"text": "\ud800"}}, 422, "body.text"),
        ("POST", "/api/notes", {"json": {"text": "x", "\ud800": 1}}, 422, "body"),
        ("POST", "/api/notes", {"data": {"text": "a form"}}, 422, "body"),
        ("PUT", f"{PAPER}/answers/11", {"json": {"text": "x"}}, 422, "path.n"),
        ("PUT", f"{PAPER}/state", {"json": {"giver": "\ud800"}}, 422, "body.giver"),
        ("PUT", f"{PAPER}/reviews/none", {"json": {"values": {}}}, 404, None),
        ("POST", "/api/papers", {"content": b"no papers"}, 400, None),
        ("POST", "/api/papers", {"content": b"@" * (1 << 21)}, 413, None),
        ("PATCH", "/api/papers", {}, 405, None),
    ],
)
def test_what_is_wrong_is_told_in_one_form(
    client: Client, ada: dict[str, str], method: str, path: str, sent: Any, status: int, where: Any
) -> None:
    if "json" in sent:  # as JSON spells what UTF-8 cannot hold
        sent = {
            "content": json.dumps(sent["json"]),
            "headers": {"content-type": "application/json"},
        }
    answer = client.request(method, path, **{**sent, "headers": ada | sent.get("headers", {})})
    error = answer.json()["error"]
    assert (answer.status_code, error["where"]) == (status, where), error
    assert error["message"]
    assert {"code", "remedy"} <= set(error)


def test_a_wrong_form_gets_a_page(client: Client, signed: As) -> None:
    own = {**signed("Ada"), "accept": "text/html"}
    for answer in (
        client.get("/papers?by=none", headers=own),
        client.post("/papers/hu2021lora/comments", data={"reply_to": "x"}, headers=own),
    ):
        assert answer.status_code == 422
        assert "<h1>That did not work</h1>" in answer.text
        assert "Traceback" not in answer.text


def test_a_text_that_changed_meanwhile_is_not_written_over(
    client: Client, ada: dict[str, str]
) -> None:
    lab = server(client, ada)
    first = lab.answer("hu2021lora", 5, "The key is rank.")["answer"]
    lab.answer("hu2021lora", 5, "Another window.", based_on=first["changed"])
    with pytest.raises(StaleTextError) as refused:
        lab.answer("hu2021lora", 5, "This window.", based_on=first["changed"])
    assert (refused.value.theirs, refused.value.yours) == ("Another window.", "This window.")
    both = lab.answer("hu2021lora", 5, "Both.", based_on=refused.value.changed)["answer"]
    gone = client.delete(f"{PAPER}/answers/5", params={"based_on": first["changed"]}, headers=ada)
    assert gone.status_code == 409
    gone = client.delete(f"{PAPER}/answers/5", params={"based_on": both["changed"]}, headers=ada)
    assert gone.status_code == 200

    note = lab.note("begun")
    number, based_on = note["note"]["number"], note["changed"]
    lab.send("PUT", f"notes/{number}", text="once", based_on=based_on)
    for path, said in (
        (f"notes/{number}", {"text": "twice", "based_on": based_on}),
        ("papers/hu2021lora/comments/1", {"text": "I had not read it."}),
        ("papers/hu2021lora/reviews/quick", {"values": {"concern": "I had not read it."}}),
    ):
        with pytest.raises(StaleTextError):
            lab.send("PUT", path, **said)
    assert lab.get(f"notes/{number}")["note"]["text"] == "once"


def test_what_is_private_is_for_its_owner_alone(
    client: Client, signed: As, ada: dict[str, str]
) -> None:
    bob = server(client, signed.token("Bob", "read"))
    assert bob.notes()["notes"] == []
    with pytest.raises(InputError, match="no note 2"):
        bob.get("notes/2")
    with pytest.raises(InputError, match="has not kept"):
        bob.week(person="Ada")
    assert "mark" in bob.paper("hu2021lora")
    server(client, ada).send("PUT", "papers/hu2021lora/state", state="read", giver="Gao")
    assert bob.paper("hu2021lora")["mark"]["giver"] == ""
    with pytest.raises(InputError, match="may read alone"):
        bob.note("with a token that reads")
    writes = signed.token("Bob", "write")
    for method in ("PUT", "DELETE"):  # Ada's comment
        sent = {"json": {"text": "by Bob"}} if method == "PUT" else {}
        answer = client.request(method, f"{PAPER}/comments/1", headers=writes, **sent)
        assert answer.status_code == 404
    rea = server(client, signed.token("Rea", "write"))
    with pytest.raises(InputError, match="for the role member"):
        rea.comment("hu2021lora", "as a reader")


def test_an_import_takes_the_text_and_no_file_that_it_names(
    client: Client, workspace: Workspace, ada: dict[str, str]
) -> None:
    secret = workspace.root / "secret.pdf"
    secret.write_bytes(b"%PDF-1.4 secret")
    lab, text = server(client, ada), f"@article{{sent2020, title={{Sent}}, file={{{secret}}}}}"
    assert lab.import_papers(text, dry_run=True)["n_new"] == 1
    assert lab.papers(title="sent")["n"] == 0
    assert lab.import_papers(text)["new"][0]["key"] == "sent2020"
    assert lab.import_papers("TY  - JOUR\nTI  - In RIS\nER  - \n", format="ris")["n_new"] == 1
    sent = client.post("/api/papers", content=text, headers=ada | {
        "content-type": "application/x-www-form-urlencoded"})  # fmt: skip  # as curl says by itself
    assert sent.json()["n_known"] == 1
    assert not list(workspace.hidden.rglob("*.pdf"))


def test_collections_and_reactions_by_a_script(client: Client, ada: dict[str, str]) -> None:
    lab = server(client, ada)
    lab.send("POST", "collections", name="By a script", private=True)
    with pytest.raises(InputError):
        lab.send("POST", "collections/one", name="By a script", add=["hu2021lora", "none"])
    assert lab.get("collections/one", name="By a script")["members"] == []
    filled = lab.send("POST", "collections/one", name="By a script", add=["hu2021lora"])
    assert [one["key"] for one in filled["members"]] == ["hu2021lora"]
    for _ in range(2):  # given twice, it stands
        assert lab.react("hu2021lora", "like")["reactions"]["like"] == ["Ada"]
    lab.send("DELETE", "papers/hu2021lora/reactions/like")
    assert "like" not in lab.get("papers/hu2021lora/reactions")["reactions"]


class Elsewhere(BaseHTTPRequestHandler):
    """Sends everybody on to another server, and keeps what it was shown."""

    asked: list[tuple[str, str | None]]

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers.get("authorization")))  # type: ignore[attr-defined]
        self.send_response(302)
        self.send_header("location", self.server.to)  # type: ignore[attr-defined]
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def two_servers() -> Iterator[tuple[HTTPServer, HTTPServer]]:
    both = [HTTPServer(("127.0.0.1", 0), Elsewhere) for _ in range(2)]
    for one, other in zip(both, reversed(both), strict=True):
        one.asked, one.to = [], f"http://127.0.0.1:{other.server_port}/api/week"  # type: ignore[attr-defined]
        threading.Thread(target=one.serve_forever, daemon=True).start()
    yield both[0], both[1]
    for one in both:
        one.shutdown()
        one.server_close()


def test_a_token_goes_to_its_server_and_nowhere_else(
    two_servers: tuple[HTTPServer, HTTPServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = two_servers
    usual, other = (f"http://127.0.0.1:{one.server_port}" for one in two_servers)
    monkeypatch.setenv("TENFOLD_URL", usual)
    monkeypatch.setenv("TENFOLD_TOKEN", "tenfold_secret")
    with pytest.raises(InputError, match="does not speak as tenfold does"):
        tf.connect().week()
    assert first.asked == [("/api/week", "Bearer tenfold_secret")]  # type: ignore[attr-defined]
    assert second.asked == []  # type: ignore[attr-defined]
    with pytest.raises(InputError):
        tf.connect(other).week()
    assert second.asked == [("/api/week", None)]  # type: ignore[attr-defined]


@pytest.mark.parametrize("url", ["", "lab.example", "ftp://lab.example", "http://lab.example"])
def test_what_is_no_safe_address_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TENFOLD_URL", raising=False)
    with pytest.raises(InputError):
        tf.connect(url, token="tenfold_secret")


def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(InputError, match="does not answer"):
        tf.connect("http://127.0.0.1:9").week()


def test_the_worked_example_of_the_docs_runs(client: Client, signed: As) -> None:
    page = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
    token = signed.token("Bob", "write")["authorization"].removeprefix("Bearer ")
    for name, own in (("https://lab.example", str(client.base_url)), ("tenfold_...", token)):
        page = page.replace(name, own)
    known: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", page, re.S):
        exec(block, known)
    assert known["lab"].answers("hu2021lora")["progress"]["Bob"] == 1
    assert known["lab"].notes("five seeds")["n"] == 1
