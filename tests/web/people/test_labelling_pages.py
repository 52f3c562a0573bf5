"""Labelling in the browser: as the command asks, saved at once, each for themselves; agreement; finishing."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from served import Client
from signed_in import As, open_accounts

from tenfold.data import catalog
from tenfold.data.raw import RawTable, SourceNote
from tenfold.desk.labelling.opening import open_labelling
from tenfold.desk.labelling.session import Asking
from tenfold.store.workspace import Workspace

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> {{6007*13}}"
N = 12
AT = "/data/pool/label?strategy=random"


def add_pool(workspace: Workspace, name: str, labels: list[str], mark: str = "") -> None:
    texts = [f"text {i} {mark}" for i in range(len(labels))]
    note = SourceNote(f"{name}.csv", "CSV", "utf-8", "declared", len(texts), "0" * 64)
    raw = RawTable(("text", "label"), {"text": texts, "label": labels}, None, (note,))
    catalog.add_unlabelled(workspace, raw, name=name)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace.create(tmp_path_factory.mktemp("labelling") / "lab", person="Ada")
    add_pool(made, "pool", [""] * N)
    open_labelling(made, "pool", classes=["flu", "cold"], overlap=1.0)
    add_pool(made, "many", ["", *(f"class {i} {HOSTILE}" for i in range(40))], HOSTILE)
    add_pool(made, "bare", [""] * 3)
    open_accounts(made)
    return made


def shown(page: str) -> dict[str, str]:
    """The text that is asked, and what a form without scripts sends back."""
    found = {"text": unescape(re.findall(r'id="asked".*?<p class="pre">(.*?)</p>', page, re.S)[0])}
    for name in ("item", "based_on", "newest"):
        found[name] = re.findall(rf'name="{name}" value="(.*?)"', page)[0]
    return found


def answer(
    client: Client, who: dict[str, str], asked: dict[str, str], at: str = AT, **more: str
) -> str:
    data = {key: value for key, value in asked.items() if key != "text"} | more
    said = client.post(at, data=data, headers=who)
    assert said.status_code == 303, said.text
    return client.get(said.headers["location"], headers=who).text


def labels(workspace: Workspace, name: str = "pool") -> list[tuple[str, str, str | None]]:
    events = open_labelling(workspace, name).record.events()
    return [(e.word.annotator, e.word.kind, e.word.label) for e in events]


def test_the_same_texts_are_asked_as_by_the_command_and_each_answer_is_saved_at_once(
    client: Client, signed: As, workspace: Workspace
) -> None:
    session = open_labelling(workspace, "pool").session(
        "Bob", Asking(strategy="random"), lambda texts: pytest.fail("not asked for")
    )
    page = client.get(AT, headers=signed("Bob")).text
    for label in ("flu", "cold", "flu"):
        question = session.next()
        assert question is not None
        asked = shown(page)
        assert asked["text"] == question.item.text
        page = answer(client, signed("Bob"), asked, label=label)
        assert f"Saved: {label}." in page
        assert labels(workspace)[-1] == ("Bob", "label", label)
    page = answer(client, signed("Bob"), shown(page), do="undo")
    assert labels(workspace)[-1] == ("Bob", "undo", None)
    assert shown(page)["text"] == asked["text"]
    page = answer(client, signed("Bob"), shown(page), do="note", note="unsure")
    assert shown(page)["text"] == asked["text"]
    assert "the label?" in answer(client, signed("Bob"), shown(page), do="note", note="again")
    page = answer(client, signed("Bob"), asked | shown(page), typed="col")
    assert labels(workspace)[-1] == ("Bob", "label", "cold")
    answer(client, signed("Bob"), shown(page), do="skip")
    assert labels(workspace)[-1] == ("Bob", "skip", None)


def test_two_windows_of_one_person_do_not_answer_over_each_other(
    client: Client, signed: As, workspace: Workspace
) -> None:
    one = shown(client.get(AT, headers=signed("Ada")).text)
    other = shown(client.get(AT, headers=signed("Ada")).text)
    assert one == other
    answer(client, signed("Ada"), one, label="flu")
    n = len(labels(workspace))
    page = answer(client, signed("Ada"), other, label="cold")
    assert "in another window meanwhile (flu)" in page
    assert shown(page)["text"] == one["text"]  # it is there again, to be answered anew
    assert "in another window" in answer(client, signed("Ada"), other, do="undo")
    assert len(labels(workspace)) == n
    answer(client, signed("Ada"), shown(page), label="cold")
    assert labels(workspace)[-1] == ("Ada", "label", "cold")


def test_two_people_label_for_themselves_and_are_compared(
    client: Client, signed: As, workspace: Workspace
) -> None:
    asked = shown(client.get(AT, headers=signed("Ada")).text)
    assert f"item={asked['item']}" not in client.get(AT, headers=signed("Bob")).text
    for who, label in (("Ada", "flu"), ("Bob", "cold")):
        at = f"{AT}&item={asked['item']}"
        answer(client, signed(who), shown(client.get(at, headers=signed(who)).text), label=label)
    page = client.get("/data/pool/agreement", headers=signed("Rea")).text
    assert "Krippendorff" in page
    assert asked["text"].strip() in page
    assert "Ada: <b>flu</b> · Bob: <b>cold</b>" in page
    assert "/data/pool/label" not in page  # a reader labels nothing
    made = client.post("/data/pool/finish", data={"trust": "Ada"}, headers=signed("Bob"))
    assert made.status_code == 303
    labelled = catalog.load(workspace, "pool@2")
    where = labelled.texts().index(asked["text"])
    assert (labelled.labels()[where], labelled.column("label_by")[where]) == ("flu", "Ada")
    assert shown(client.get(AT, headers=signed("Bob")).text)  # and labelling goes on where it was


def test_classes_and_guidelines_are_begun_here_and_no_newer_text_is_lost(
    client: Client, signed: As, workspace: Workspace
) -> None:
    assert "needs two classes" in client.get("/data/bare/label", headers=signed("Bob")).text
    assert "/data/bare/label" in client.get("/data/bare", headers=signed("Bob")).text
    page = client.get("/data/bare/label", headers=signed("Bob")).text
    based_on = re.findall(r'name="based_on" value="(\w+)"', page)[0]
    first = {"classes": "yes\nno, never", "guidelines": "Say yes.", "based_on": based_on}
    late = {"classes": "", "guidelines": "Say no.", "based_on": based_on}
    sent = [
        client.post("/data/bare/labelling", data=data, headers=signed(who))
        for data, who in ((first, "Bob"), (late, "Ada"))
    ]
    assert [one.status_code for one in sent] == [303, 409]
    assert "Say yes." in sent[1].text
    assert "Say no." in sent[1].text
    settings = open_labelling(workspace, "bare").settings
    assert (settings.classes, settings.guidelines) == (("no, never", "yes"), "Say yes.")
    page = client.get("/data/bare/label?strategy=random", headers=signed("Ada")).text
    assert "Say yes." in page
    bad = client.post("/data/bare/labelling", data={"overlap": "much"}, headers=signed("Ada"))
    assert bad.status_code == 400
    assert "between 0 and 1" in bad.text


def test_many_classes_and_hostile_ones_are_typed_or_pressed(
    client: Client, signed: As, workspace: Workspace
) -> None:
    at = "/data/many/label?strategy=random"
    page = client.get(at, headers=signed("Bob")).text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "78091" not in page
    assert 'id="typed"' in page
    asked = shown(page)
    page = answer(client, signed("Bob"), asked, at, typed="class 1")
    assert "Nothing was saved." in page  # 1, 10, 11 ...
    assert labels(workspace, "many") == []
    answer(client, signed("Bob"), asked, at, typed="class 7")
    assert labels(workspace, "many") == [("Bob", "label", f"class 7 {HOSTILE}")]
    page = client.get("/data/many/label?strategy=random", headers=signed("Bob")).text
    assert "Nothing is left to ask of Bob." in page
    assert "<script>alert" not in page


def test_what_is_not_there_is_said(client: Client, signed: As, tmp_path: Path) -> None:
    asked = {"item": "0" * 64, "label": "flu"}
    for path, data in ((AT, asked), ("/data/pool/label?strategy=best", asked)):
        assert client.post(path, data=data, headers=signed("Bob")).status_code == 400
    wrong = shown(client.get(AT, headers=signed("Bob")).text) | {"label": "plague"}
    said = client.post(AT, data=wrong, headers=signed("Bob"))
    assert said.status_code == 400
    assert "no such class" in said.text
    assert client.get("/data/none/label", headers=signed("Bob")).status_code == 404
    assert "nothing to compare" in client.get("/data/many/agreement", headers=signed("Bob")).text
