"""What one person of a lab keeps private or has written, another neither reads nor changes in the browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any, get_args

import httpx2
import pytest
from lived_in import live_in
from served import Client
from signed_in import As, open_accounts
from sqlalchemy import text

from small import write_study, write_texts
from tenfold.data import catalog
from tenfold.data.raw import RawTable, SourceNote
from tenfold.desk.labelling.opening import open_labelling
from tenfold.desk.labelling.session import Asking
from tenfold.lab.journal import Journal
from tenfold.lab.week.keeping import frozen_reports
from tenfold.papers.attached_pdfs import AttachedPdfs
from tenfold.papers.collections import Collections
from tenfold.papers.decision import Decisions
from tenfold.papers.discussion import Discussion
from tenfold.papers.library import Library
from tenfold.papers.published import Published, PublishedNumbers
from tenfold.papers.reactions import Reactions
from tenfold.papers.reading_marks import ReadingMarks
from tenfold.papers.reviews import Reviews
from tenfold.papers.screening.screened import Screening
from tenfold.papers.subject import subject_of
from tenfold.store.audit_log import AuditLog
from tenfold.store.ledger import Kind, Ledger
from tenfold.store.workspace import Workspace
from tenfold.study.launch import watch
from tenfold.study.records import Records
from tenfold.web.rights import RIGHTS
from tenfold.web.trail import Trail

SECRETS = ("Nobody sees this", "Secret shelf", "hidden tag")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Ada has worked here before; the machine's own person is another, whom no request may act for."""
    made = Workspace.create(tmp_path_factory.mktemp("own") / "lab", person="Root")
    ada = made.acting_as("Ada")
    live_in(ada)
    Collections(ada).begin("Secret shelf", private=True)
    Collections(ada).add("Secret shelf", [subject(ada)])
    ReadingMarks(ada).tag(subject(ada), ["hidden tag"])
    open_accounts(made)
    return made


def subject(workspace: Workspace) -> str:
    return subject_of(Library(workspace).number("hu2021lora"))


def reached(client: Client, headers: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Every page that leads from the first one, and what else a person can ask for."""
    week = re.findall(
        r'href="/reports/(\d{4}-W\d\d)"', client.get("/reports", headers=headers).text
    )[0]
    seen, waiting = set(), ["/", "/map/graph.json", "/api/week", "/api/studies", "/api/studies/small",
                            f"/reports/{week}", f"/reports/{week}?person=Ada", "/papers?q=secret+shelf",
                            "/papers?q=collection:%22Secret+shelf%22", "/papers?q=low&by=both"]  # fmt: skip
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        page = client.get(path, headers=headers).text
        yield path, unescape(page)
        links = re.findall(r'href="(/[^"#]*)', page)
        waiting += [unescape(link) for link in links if not link.startswith("/static/")]


def test_what_is_private_is_on_no_page_of_another(client: Client, signed: As) -> None:
    """The words of a search stand on its page: they are left out, where the other typed them."""
    for name in ("Bob", "Gil"):
        pages = dict(reached(client, signed(name)))
        assert len(pages) > 15, pages.keys()
        found = [
            (path, secret)
            for path, page in pages.items()
            for secret in SECRETS
            if secret in page and secret.casefold() not in path.replace("+", " ").casefold()
        ]
        assert found == [], name
    own = dict(reached(client, signed("Ada")))
    for secret in SECRETS:  # otherwise the test above proves nothing
        assert any(secret in page for page in own.values()), secret


def test_a_report_that_is_not_kept_is_its_persons_alone(client: Client, signed: As) -> None:
    page = client.get("/reports", headers=signed("Bob")).text
    week = re.findall(r'href="/reports/(\d{4}-W\d\d)"', page)[0]
    assert client.get(f"/reports/{week}?person=Ada", headers=signed("Bob")).status_code == 404
    assert client.get(f"/reports/{week}?person=Ada", headers=signed("Ada")).status_code == 200


def test_every_write_of_another_leaves_what_is_there(
    client: Client, signed: As, workspace: Workspace
) -> None:
    """Bob sends every form there is and every write of scripts, with the numbers and the versions of what is
    Ada's; all of hers stands as before.
    """
    ada = workspace.acting_as("Ada")
    everything_of(ada)
    note = next(n for n in Journal(ada).notes() if n.is_private)
    comment = Discussion(ada).comments_of(subject(ada))[0]
    before, headers = standing(ada), signed("Bob")
    page = client.get("/reports", headers=headers).text
    week = re.findall(r'href="/reports/(\d{4}-W\d\d)"', page)[0]
    form = {"text": "by Bob", "share": str(note.number), "reply_to": str(comment.number),
            "state": "skimmed", "person": "Ada", "based_on": comment.changed.isoformat(),
            "name": "Secret shelf", "key": "hu2021lora", "until": "+2w", "do": "exclude",
            "subject": subject(ada), "reason": "by Bob", "label": "lung", "action": "ignore"}  # fmt: skip
    taken, n_sent = set(), 0
    for (method, path), least in RIGHTS.items():
        if method == "GET" or least != "member" or path.endswith("/run"):
            continue
        fields = form | more_of(ada, path)
        answer = sent(client, method, address(ada, path, week), fields, headers)
        assert answer.status_code < 500, (method, path, answer.text)
        n_sent += 1
        if "{number}" in path and answer.status_code < 400:
            taken.add((method, path))
    assert n_sent >= 55
    assert taken == set()  # a number of Ada's is none that Bob may name
    assert standing(ada) == before
    assert Journal(ada).note(note.number).is_private
    kept = frozen_reports(workspace)
    assert all("Nobody sees this" not in report.markdown for report in kept)
    assert set(Reactions(workspace).reactions_of(subject(ada))["careful"]) == {"Ada", "Bob"}
    assert "Root" not in Ledger(workspace).people()
    said = standing(workspace.acting_as("Bob"))  # it was really sent: what is Bob's own is there
    assert {entry.kind for entry in said[0]} >= {"note", "comment", "mark", "screening"}
    assert [event.word.label for event in said[1]] == ["lung"]


def everything_of(ada: Workspace) -> None:
    """What the lab that is lived in has not: a decision, a number, a PDF, papers screened, texts labelled."""
    Decisions(ada).decide(subject(ada), "cite", "Ada's reason")
    number = Published(metric="accuracy", value=0.9, method="", data="", where="")
    PublishedNumbers(ada).note(subject(ada), number)
    AttachedPdfs(ada).attach(subject(ada), b"%PDF-1.7", "ada.pdf")
    Screening(ada, "PEFT").decide(subject(ada), "include", "Ada's reason")
    write_texts(ada.root / "pool.csv")
    note = SourceNote("pool.csv", "CSV", "utf-8", "declared", 3, "0" * 64)
    raw = RawTable(
        ("text", "label"), {"text": ["a b", "c d", "e f"], "label": [""] * 3}, None, (note,)
    )
    catalog.add_unlabelled(ada, raw, name="pool")
    session = open_labelling(ada, "pool", classes=["heart", "lung"], overlap=1.0).session(
        "Ada", Asking(strategy="random"), lambda texts: pytest.fail("not asked for")
    )
    asked = session.next()
    assert asked is not None
    session.label(asked, "heart")


def more_of(ada: Workspace, path: str) -> dict[str, str]:
    """What some forms need beyond the others: the version of a label is a number, of a decision it is words."""
    if path == "/notes":
        return {"share": "true"}
    if path == "/data/{name}/label":
        (labelled,) = open_labelling(ada, "pool").record.events()
        return {"item": labelled.word.item, "based_on": "0", "newest": "0", "do": ""}
    return {"based_on": ""} if path == "/collections/screen" else {}


def address(ada: Workspace, path: str, week: str) -> str:
    """The address of what is Ada's."""
    at, review = subject(ada), Reviews(ada).own(subject(ada), "quick")
    assert review is not None
    numbers = {
        "/reviews/": review.number,
        "/comments/": Discussion(ada).comments_of(at)[0].number,
        "/claims/": PublishedNumbers(ada).of(at)[0].number,
        "/notes/": next(n.number for n in Journal(ada).notes() if n.is_private),
    }
    number = next((n for part, n in numbers.items() if part in path), 1)
    name = "pool" if path.startswith("/data") else "small"
    values = {"key": "hu2021lora", "name": name, "week": week, "n": "1", "reaction": "careful",
              "number": number, "form": "quick"}  # fmt: skip
    queries = {"/collections/screen": "?name=PEFT", "/data/{name}/label": "?strategy=random"}
    query = next((q for begin, q in queries.items() if path.startswith(begin)), "")
    return re.sub(r"\{(\w+)\}", lambda found: str(values[found.group(1)]), path) + query


def sent(
    client: Client, method: str, at: str, fields: dict[str, str], headers: dict[str, str]
) -> httpx2.Response:
    """As a form of a page, or as a script sends it: with one's own fields, else with none that are unknown."""
    if not at.startswith("/api/"):
        return client.request(method, at, data=fields, headers=headers)
    based_on = fields["based_on"]
    if method == "DELETE":
        return client.delete(at, params={"based_on": based_on}, headers=headers)
    for names in (("text", "based_on"), ("text",), ("state",), ("name", "key"), ()):
        said = {name: fields[name] for name in names}
        answer = client.request(method, at, json=said, headers=headers)
        if answer.status_code != 422:
            break
    return answer


def standing(ada: Workspace) -> list[list[Any]]:
    """All that is a person's own in the ledger, and what they labelled."""
    kept = [entry for kind in get_args(Kind) for entry in Ledger(ada).entries(kind)]
    labelling = open_labelling(ada, "pool")
    own = [e for e in labelling.record.events() if e.word.annotator == ada.person]
    return [kept, own]


def test_a_kept_report_is_read_and_not_added_to_by_another(
    client: Client, signed: As, workspace: Workspace
) -> None:
    ada = signed("Ada")
    week = re.findall(r'href="/reports/(\d{4}-W\d\d)"', client.get("/reports", headers=ada).text)[0]
    client.post(f"/reports/{week}/freeze", headers=ada)
    page = client.get(f"/reports/{week}?person=Ada", headers=signed("Rea"))
    assert page.status_code == 200
    client.post(f"/reports/{week}/add", data={"text": "Bob was here"}, headers=signed("Bob"))
    assert "Bob was here" not in client.get(f"/reports/{week}?person=Ada", headers=ada).text


def test_the_log_says_who_did_what_and_through_which_token(
    client: Client, signed: As, workspace: Workspace
) -> None:
    client.post("/papers/hu2021lora/reactions/clear", headers=signed("Bob"))
    client.post("/papers/hu2021lora/reactions/none", headers=signed("Bob"))
    client.post("/notes", data={"text": "x"}, headers=signed.token("Bob", "write"))
    newest = AuditLog(workspace.database).newest(limit=4)
    by_token, _made, refused, done = newest
    assert (done.person, done.action, done.outcome, done.address) == (
        "Bob", "POST /papers/hu2021lora/reactions/clear", "done", "127.0.0.1")  # fmt: skip
    assert (refused.outcome, refused.token) == ("refused (400)", None)
    assert by_token.token is not None
    page = client.get("/settings/log", headers=signed("Ada")).text
    assert "POST /papers/hu2021lora/reactions/clear" in page


def test_a_write_in_which_the_program_fails_is_told_and_stands_in_the_log(
    client: Client, signed: As, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have been saved. Where the log itself fails, the write is told as uncertain, not as done."""

    def fail(*_: object) -> None:
        raise RuntimeError("what only the inside knows")

    at, log = "/papers/hu2021lora/reactions/careful", AuditLog(workspace.database)
    for of, method in ((Reactions, "toggle"), (Trail, "_log")):
        with monkeypatch.context() as patch:
            patch.setattr(of, method, fail)
            answer = client.post(at, headers=signed("Bob"))
        assert answer.status_code == 500
        assert "Look whether it was saved" in answer.text
        assert "only the inside" not in answer.text
    assert client.post(at, headers=signed("Bob")).status_code == 303
    done, failed = log.newest(limit=2)
    assert (done.action, done.outcome) == (f"POST {at}", "done")
    assert (failed.action, failed.outcome) == (f"POST {at}", "refused (500)")


def test_what_bob_starts_is_bobs(client: Client, signed: As, workspace: Workspace) -> None:
    """A study runs in a process of its own, which acts for the one who started it.

    What lies in the lab is data: its `json.py` is not taken for Python's.
    """
    write_study(workspace, "bobs", seeds="2")
    (workspace.root / "json.py").write_text("raise SystemExit", encoding="utf-8")
    assert client.post("/studies/bobs/run", headers=signed("Bob")).status_code == 303
    worker = Records(workspace).last_worker("bobs")
    assert worker is not None
    said = [event.kind for event in watch(workspace, worker) if event is not None]
    assert said[-1] == "done"
    assert "run failed" not in said
    with workspace.database.read() as session:
        query = text("select distinct person from events where study = 'bobs'")
        assert session.scalars(query).all() == ["Bob"]
